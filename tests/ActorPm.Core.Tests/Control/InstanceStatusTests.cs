using System.Reflection;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Control;

public sealed class InstanceStatusTests
{
    private static readonly ExitStatus _exit = new ExitStatus.Code(1);

    private static readonly (InstanceState State, string Word)[] _words =
    [
        (new InstanceState.Stopped(1, null), "stopped"),
        (new InstanceState.Recovering(1), "launching"),
        (new InstanceState.Launching(1), "launching"),
        (new InstanceState.AwaitingReady(1, 41, Specs.Noon), "launching"),
        (new InstanceState.Online(1, 41, Specs.Noon), "online"),
        (new InstanceState.Stopping(1, 41, AfterStop.Rest, null), "stopping"),
        (new InstanceState.Collapsing(1, _exit, TimeSpan.Zero, null), "stopping"),
        (new InstanceState.Crashed(1, _exit, TimeSpan.Zero), "waiting restart"),
        (new InstanceState.WaitingToRestart(1, Specs.Noon, _exit), "waiting restart"),
        (new InstanceState.Errored(1, "It failed.", _exit), "errored"),
    ];

    [Fact]
    public void Every_state_has_the_word_that_PM2_uses()
    {
        var states = typeof(InstanceState).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(InstanceState)));

        Assert.Equal(states.ToHashSet(), _words.Select(pair => pair.State.GetType()).ToHashSet());
        Assert.All(_words, pair => Assert.Equal(pair.Word, InstanceStatus.Of(pair.State)));
    }
}
