using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using static ActorPm.Core.Instances.InstanceState;

namespace ActorPm.Core.Tests.Restarts;

public sealed class RestartCauseTests
{
    private static readonly ExitStatus _exit = new ExitStatus.Code(1);
    private static readonly RestartCause _files = new RestartCause.FilesChanged("/srv/a.js");
    private static readonly RestartCause _schedule = new RestartCause.Scheduled("0 3 * * *");
    private static readonly RestartCause _memory = new RestartCause.MemoryExceeded(4, 157_810_688, 104_857_600);

    public static TheoryData<InstanceState, bool, bool, bool> States => new()
    {
        { new Online(4, 100, Specs.Noon), true, true, true },
        { new Online(5, 101, Specs.Noon), true, true, false },
        { new AwaitingReady(4, 100, Specs.Noon), true, true, true },
        { new Launching(4), true, true, false },
        { new WaitingToRestart(4, Specs.Noon, _exit), true, true, false },
        { new Errored(4, "given up", _exit), true, false, false },
        { new Stopped(4, _exit), false, false, false },
        { new Stopping(4, 100, AfterStop.Launch, null), false, false, false },
        { new Collapsing(4, _exit, TimeSpan.Zero, null), false, false, false },
        { new Crashed(4, _exit, TimeSpan.Zero), false, false, false },
        { new Recovering(4), false, false, false },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void A_cause_reaches_what_runs_and_never_what_was_stopped(InstanceState state, bool files, bool schedule, bool memory)
    {
        Assert.Equal((files, schedule, memory), (_files.Reaches(state), _schedule.Reaches(state), _memory.Reaches(state)));
    }

    [Fact]
    public void A_cause_ends_a_sentence()
    {
        Assert.Equal("/srv/a.js changed", $"{_files}");
        Assert.Equal("its schedule '0 3 * * *' said so", $"{_schedule}");
        Assert.Equal("its memory 150.5 MB exceeded the limit of 100.0 MB", $"{_memory}");
    }
}
