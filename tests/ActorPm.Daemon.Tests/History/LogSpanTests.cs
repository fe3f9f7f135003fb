using ActorPm.Core.Tests;
using ActorPm.Daemon.History;

namespace ActorPm.Daemon.Tests.History;

public sealed class LogSpanTests
{
    [Fact]
    public void A_process_has_what_was_written_since_its_start()
    {
        using var home = new TempHome();
        File.WriteAllText(home.File("a.log"), "old\nnew\n");

        Assert.Equal(["new"], LogSpan.Of(home.File("a.log"), 4, Specs.Noon)!.LastLines());
        Assert.Empty(LogSpan.Of(home.File("a.log"), 8, Specs.Noon)!.LastLines());
    }

    [Fact]
    public void A_log_that_was_rotated_meanwhile_counts_whole()
    {
        using var home = new TempHome();
        File.WriteAllText(home.File("a.log"), "new\n");

        Assert.Equal(["new"], LogSpan.Of(home.File("a.log"), 1000, Specs.Noon)!.LastLines());
    }

    [Fact]
    public void What_was_written_before_an_adopted_process_began_is_not_its_own()
    {
        using var home = new TempHome();
        File.WriteAllText(home.File("a.log"), "old\n");
        File.SetLastWriteTimeUtc(home.File("a.log"), Specs.Noon.UtcDateTime);

        Assert.Null(LogSpan.Of(home.File("a.log"), null, Specs.Noon.AddSeconds(1)));
        Assert.Equal(["old"], LogSpan.Of(home.File("a.log"), null, Specs.Noon.AddSeconds(-1))!.LastLines());
    }

    [Fact]
    public void No_log_is_no_span()
    {
        using var home = new TempHome();

        Assert.Null(LogSpan.Of(home.File("a.log"), 0, null));
        Assert.Null(LogSpan.Of(null, 0, null));
    }

    [Fact]
    public void Of_a_flood_the_end_is_read_and_no_half_line()
    {
        using var home = new TempHome();
        File.WriteAllText(home.File("a.log"), string.Concat(Enumerable.Range(0, 100_000).Select(n => $"line {n}\n")));

        Assert.Equal(["line 99995", "line 99996", "line 99997", "line 99998", "line 99999"], LogSpan.Of(home.File("a.log"), 0, null)!.LastLines());
    }
}
