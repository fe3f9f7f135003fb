using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using static ActorPm.Core.Instances.InstanceInput;
using static ActorPm.Core.Instances.InstanceState;

namespace ActorPm.Core.Tests.History;

public sealed class InstanceTaleTests
{
    private static readonly ExitStatus _seven = new ExitStatus.Code(7);
    private static readonly Online _online = new(2, 40, Specs.Noon);
    private static readonly AwaitingReady _awaiting = new(2, 40, Specs.Noon);

    public static TheoryData<string, InstanceState, InstanceInput, HistoryFact?> Steps => new()
    {
        { "a start", new Launching(2), new Spawned(2, 40), new HistoryFact.Started(2, 40) { At = default } },
        { "a start that a stop overtook", new Stopping(2, 0, AfterStop.Rest, null), new Spawned(2, 40), new HistoryFact.Started(2, 40) { At = default } },
        { "a failed start", new Launching(2), new SpawnFailed(2, "no file"), new HistoryFact.StartFailed(2, "no file") { At = default } },
        { "one that was stopped before its turn", new Stopping(2, 0, AfterStop.Rest, null), new SpawnFailed(2, "stopped"), null },
        { "an adoption", new Stopped(2, null), new Adopted(2, 40, Specs.Noon), new HistoryFact.Adopted(2, 40, Specs.Noon) { At = default } },
        { "readiness", _awaiting, new BecameReady(2), new HistoryFact.BecameReady(2) { At = default } },
        { "readiness said twice", _online, new BecameReady(2), null },
        { "lost readiness", _online, new ReadinessChanged(2, "busy"), new HistoryFact.ReadinessChanged(2, "busy") { At = default } },
        { "readiness lost for another reason", _online with { Unready = "busy" }, new ReadinessChanged(2, "very busy"), null },
        { "readiness found again", _online with { Unready = "busy" }, new ReadinessChanged(2, null), new HistoryFact.ReadinessChanged(2, null) { At = default } },
        { "illness", _online, new InstanceInput.FoundIll(2, "its probe failed"), new HistoryFact.FoundIll(2, "its probe failed") { At = default } },
        { "a kill", new Stopping(2, 40, AfterStop.Rest, null), new KillTimeoutElapsed(2), new HistoryFact.StopOverdue(2) { At = default } },
        { "a crash", _online, new Exited(2, _seven, Leftovers.None), new HistoryFact.Exited(2, 40, _seven, EndedBy.Itself, TimeSpan.FromSeconds(9)) { At = default } },
        { "a crash before it was ready", _awaiting, new Exited(2, _seven, Leftovers.Some), new HistoryFact.Exited(2, 40, _seven, EndedBy.Itself, TimeSpan.FromSeconds(9)) { At = default } },
        { "a stop", new Stopping(2, 40, AfterStop.Rest, null), new Exited(2, _seven, Leftovers.None), new HistoryFact.Exited(2, 40, _seven, EndedBy.Request, TimeSpan.FromSeconds(9)) { At = default } },
        {
            "the end of an ill one", new Stopping(2, 40, AfterStop.Fail, null) { Ill = new Illness("its probe failed", TimeSpan.Zero) }, new Exited(2, _seven, Leftovers.None),
            new HistoryFact.Exited(2, 40, _seven, EndedBy.Illness, TimeSpan.FromSeconds(9)) { At = default }
        },
        { "an exit that is known already", new Stopping(2, 40, AfterStop.Rest, _seven), new Exited(2, _seven, Leftovers.None), null },
        { "an exit of an older process", _online, new Exited(1, _seven, Leftovers.None), null },
        { "a wish", _online, new StopAsked(), null },
        { "a verdict", new Recovering(2), new RestartGranted(2, TimeSpan.Zero, _seven), null },
        { "a pause that is over", new WaitingToRestart(2, Specs.Noon, _seven), new RestartDue(2), null },
        { "the end of the tree", new Collapsing(2, _seven, TimeSpan.Zero, null), new TreeGone(2), null },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_tells_one_fact_or_none(string what, InstanceState before, InstanceInput input, HistoryFact? expected)
    {
        var now = Specs.Noon.AddSeconds(9);
        var after = InstanceMachine.Next(before, input, Specs.App(), now, 0).State;

        var fact = InstanceTale.Of(before, input, after, 40, Specs.Noon, now);

        Assert.True(Words(expected, now) == Words(fact, now), $"{what}: {fact}");
    }

    // Records with lists compare those by reference.
    private static string Words(HistoryFact? fact, DateTimeOffset now) => fact is null ? "nothing" : System.Text.Json.JsonSerializer.Serialize(HistoryKinds.ToEntry(fact with { At = now }));
}
