using System.Globalization;
using ActorPm.Core.Guard;
using ActorPm.Core.Restarts;
using ActorPm.Daemon.Cluster;
using ActorPm.Processes.Guard;

namespace ActorPm.Daemon.Tests.Cluster;

public sealed class SecondFenceTests
{
    private readonly FakeProcessLauncher _launcher = new(TimeProvider.System);
    private readonly RecordingGuard _guard = new();
    private readonly SecondFence _fence;

    public SecondFenceTests() => _fence = new SecondFence(_guard, _launcher);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private List<string> Tell(params (long Serial, TimeSpan? Deadline)[] living)
    {
        _guard.Said.Clear();
        _fence.Tell(living.ToDictionary(slot => slot.Serial, slot => slot.Deadline));
        return [.. _guard.Said];
    }

    [Fact]
    public void New_processes_are_told_at_once_together_and_again_only_when_their_time_has_grown_by_about_a_second()
    {
        Survive(1, 2);

        Assert.Equal(["fence 10 1 2"], Tell((1, At(10)), (2, At(10))));
        Assert.Empty(Tell((1, At(10.5)), (2, At(10.5))));
        Assert.Equal(["fence 11 1 2"], Tell((1, At(11)), (2, At(11))));
        Survive(3);
        Assert.Equal(["fence 11.2 3"], Tell((1, At(11.2)), (2, At(11.2)), (3, At(11.2))));
    }

    [Fact]
    public void Without_a_lease_nothing_is_extended_and_nothing_taken_back()
    {
        Survive(1);
        Tell((1, At(10)));

        Assert.Empty(Tell((1, null)));
    }

    [Fact]
    public void What_is_gone_is_taken_back_and_another_process_takes_the_place_of_the_former()
    {
        Survive(1, 2);
        Tell((1, At(10)), (2, At(10)));

        Assert.Equal(["unfence 2"], Tell((1, At(10))));
        _launcher.Survive(1, 2, RestartHistory.StartingAt(default));
        Assert.Equal(["unfence 1", "fence 10 1"], Tell((1, At(10))));
    }

    [Fact]
    public void Another_guard_is_told_all_and_one_that_is_held_up_the_next_time()
    {
        Survive(1);
        Tell((1, At(10)));

        _guard.FencingGuard = 2;
        _guard.IsFull = true;
        Assert.Empty(Tell((1, At(10))));
        _guard.IsFull = false;
        Assert.Equal(["fence 10 1"], Tell((1, At(10))));
    }

    [Fact]
    public void An_older_guard_is_told_nothing()
    {
        Survive(1);
        _guard.FencingGuard = 0;

        Assert.Empty(Tell((1, At(10))));
        Assert.False(_fence.IsKept);
    }

    private void Survive(params long[] serials)
    {
        foreach (var serial in serials)
        {
            _launcher.Survive(serial, 1, RestartHistory.StartingAt(default));
        }
    }

    private sealed class RecordingGuard : IGuardLink
    {
        public List<string> Said { get; } = [];

        public bool IsFull { get; set; }

        public int FencingGuard { get; set; } = 1;

        public bool IsConnected => true;

        public bool SayFence(TimeSpan deadline, IReadOnlyList<FencedProcess> processes) => Say(string.Create(CultureInfo.InvariantCulture, $"fence {deadline.TotalSeconds}"), processes);

        public bool SayUnfence(IReadOnlyList<FencedProcess> processes) => Say("unfence", processes);

        public IReadOnlyList<FencedProcess> TakeFenced() => [];

        public void SayReady()
        {
        }

        public void SayAlive()
        {
        }

        public void SayUpgrading(string program, TimeSpan within)
        {
        }

        public void SayLeaving()
        {
        }

        private bool Say(string word, IReadOnlyList<FencedProcess> processes)
        {
            if (!IsFull)
            {
                Said.Add($"{word} {string.Join(' ', processes.Select(process => process.Serial))}");
            }

            return !IsFull;
        }
    }
}
