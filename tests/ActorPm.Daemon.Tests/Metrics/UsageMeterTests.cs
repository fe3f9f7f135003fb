using ActorPm.Core.Metrics;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Metrics;
using ActorPm.Processes.Usage;

namespace ActorPm.Daemon.Tests.Metrics;

public sealed class UsageMeterTests
{
    private readonly FakeUsageReader _reader = new();
    private readonly FakeClock _clock = new(Specs.Noon);
    private readonly UsageMeter _meter;

    public UsageMeterTests() => _meter = new UsageMeter(_reader, _clock);

    [Fact]
    public void The_first_reading_has_no_processor_time_yet()
    {
        _reader[1] = new ResourceUsage(4096, TimeSpan.FromSeconds(50), 2, Specs.Noon);

        Assert.Equal((4096L, 0.0), (_meter.Read([1])[1].Usage.MemoryBytes, _meter.Read([1])[1].Cpu));
    }

    [Fact]
    public void The_second_reading_is_what_was_used_in_between()
    {
        _reader[1] = new ResourceUsage(4096, TimeSpan.FromSeconds(50), 2, Specs.Noon);
        _meter.Read([1]);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _reader[1] = new ResourceUsage(4096, TimeSpan.FromSeconds(55), 2, Specs.Noon.AddSeconds(10));

        Assert.Equal(50, _meter.Read([1])[1].Cpu);
    }

    [Fact]
    public void Readers_within_a_second_share_a_reading()
    {
        _reader[1] = new ResourceUsage(4096, TimeSpan.Zero, 1, Specs.Noon);
        _meter.Read([1]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _meter.Read([1]);
        Assert.Equal(1, _reader.Readings);

        _clock.Advance(TimeSpan.FromTicks(1));
        _meter.Read([1]);

        Assert.Equal(2, _reader.Readings);
    }

    [Fact]
    public void A_process_that_had_no_memory_yet_is_read_again_at_once()
    {
        _reader[1] = new ResourceUsage(0, TimeSpan.Zero, 1, Specs.Noon);
        _meter.Read([1]);
        _reader[1] = new ResourceUsage(4096, TimeSpan.Zero, 1, Specs.Noon);

        Assert.Equal(4096, _meter.Read([1])[1].Usage.MemoryBytes);
    }

    [Fact]
    public void A_slot_without_a_reading_is_read_at_once()
    {
        _reader[1] = default;
        _meter.Read([1]);
        _reader[2] = default;

        Assert.Contains(2, _meter.Read([1, 2]).Keys);
    }

    [Fact]
    public void Nothing_is_read_when_nothing_runs()
    {
        _meter.Read([]);

        Assert.Equal(0, _reader.Readings);
    }

    [Fact]
    public void Two_readings_that_lie_too_close_keep_the_percentage()
    {
        _reader[1] = new ResourceUsage(0, TimeSpan.Zero, 1, Specs.Noon);
        _meter.Read([1]);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _reader[1] = new ResourceUsage(0, TimeSpan.FromSeconds(1), 1, Specs.Noon.AddSeconds(2));
        _meter.Read([1]);
        _reader[1] = new ResourceUsage(0, TimeSpan.FromSeconds(1), 1, Specs.Noon.AddSeconds(2.1));
        _reader[2] = default;

        Assert.Equal(50, _meter.Read([1, 2])[1].Cpu);
    }
}

/// <summary>Readings as a test gives them.</summary>
internal sealed class FakeUsageReader : IUsageReader
{
    private readonly Dictionary<long, ResourceUsage> _usage = [];

    public int Readings { get; private set; }

    public ResourceUsage this[long serial]
    {
        set => _usage[serial] = value;
    }

    public IReadOnlyDictionary<long, ResourceUsage> Read()
    {
        Readings++;
        return new Dictionary<long, ResourceUsage>(_usage);
    }
}
