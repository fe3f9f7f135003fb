using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Tests;

namespace ActorPm.Daemon.Tests.History;

/// <summary>One fact of each kind, as version 1 wrote them.</summary>
internal static class HistoryFacts
{
    private static readonly CommandOrigin _alice = new(CommandWay.Control, "alice", 991, "apm");

    public static IReadOnlyDictionary<string, HistoryFact> All { get; } = new Dictionary<string, HistoryFact>
    {
        ["started:1"] = Of(new HistoryFact.Started(2, 4100) { At = default }),
        ["start-failed:1"] = Of(new HistoryFact.StartFailed(2, "The program /x does not exist.") { At = default }),
        ["ready:1"] = Of(new HistoryFact.BecameReady(2) { At = default }),
        ["readiness:1"] = Of(new HistoryFact.ReadinessChanged(2, "its probe failed") { At = default }),
        ["found-ill:1"] = Of(new HistoryFact.FoundIll(2, "its liveness probe failed 3 times") { At = default }),
        ["stop-overdue:1"] = Of(new HistoryFact.StopOverdue(2) { At = default }),
        ["exited:1"] = Of(new HistoryFact.Exited(
            2, 4100, new ExitStatus.FoundIll("its liveness probe failed 3 times", new ExitStatus.Signalled(UnixSignal.SIGSEGV)), EndedBy.Illness, TimeSpan.FromSeconds(192.5))
        {
            At = default, MemoryBytes = 327_680_000, LastLines = ["boom", "☃"],
        }),
        ["adopted:1"] = Of(new HistoryFact.Adopted(2, 4100, Specs.Noon.AddSeconds(-9)) { At = default }),
        ["restart-scheduled:1"] = Of(new HistoryFact.RestartScheduled(2, TimeSpan.FromSeconds(1.5), 3) { At = default }),
        ["rested:1"] = Of(new HistoryFact.Rested(2) { At = default }),
        ["gave-up:1"] = Of(new HistoryFact.GaveUp(2, "It ended 16 times in a row.") { At = default }),
        ["restart-caused:1"] = Of(new HistoryFact.RestartCaused("app.js changed") { At = default }),
        ["command:1"] = OfApp(new HistoryFact.CommandGiven("apm stop web", CommandEffect.Stop, [7, 8], _alice) { At = default }),
        ["replaced:1"] = OfApp(new HistoryFact.SlotReplaced(7, 9) { At = default }),
        ["reload-ended:1"] = OfApp(new HistoryFact.ReloadEnded(ReloadResult.Failed, 1, 4, "it exited with code 1") { At = default }),
        ["daemon-started:1"] = new HistoryFact.DaemonStarted("0.5.0", 500, DaemonBeginning.AfterCrash, new DaemonIdentity("c0ffee", 4711)) { At = Specs.Noon },
        ["daemon-ending:1"] = new HistoryFact.DaemonEnding(_alice) { At = Specs.Noon },
        ["facts-lost:1"] = new HistoryFact.FactsLost(12) { At = Specs.Noon },
    };

    /// <summary>Facts as text: records with lists compare those by reference.</summary>
    public static string Words(HistoryFact? fact) => fact is null ? "nothing" : System.Text.Encoding.UTF8.GetString(ActorPm.Daemon.History.HistoryStore.Body(HistoryKinds.ToEntry(fact)));

    private static HistoryFact OfApp(HistoryFact fact) => fact with { At = Specs.Noon, App = "web" };

    private static HistoryFact Of(HistoryFact fact) => OfApp(fact) with { Place = new InstancePlace(0, 3, 7) };
}
