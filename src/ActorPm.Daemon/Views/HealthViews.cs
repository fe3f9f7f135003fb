using ActorPm.Core.Control;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Views;

/// <summary>Turns what is known of a process's health into what users see.</summary>
internal static class HealthViews
{
    /// <summary>The view; null when no process lives, or none of this matters for its app.</summary>
    public static HealthView? Of(InstanceFacts facts)
    {
        var lives = facts.State is InstanceState.Online or InstanceState.AwaitingReady;
        if (!lives || (!ReadyRule.IsAwaited(facts.Spec) && facts.Health is null && facts.Spec.Routing.Plane is DataPlane.None))
        {
            return null;
        }

        var probes = from kind in Enum.GetValues<ProbeKind>()
                     let state = facts.Health?.Of(kind)
                     where state is not null
                     select new ProbeView(WordOf(kind), WordOf(state.Verdict), state.LastFailure);
        return new HealthView(facts.IsReady, facts.Unready, facts.State is InstanceState.Online { Proven: true }, [.. probes], facts.Health?.Status);
    }

    private static string WordOf(ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => "startup",
        ProbeKind.Readiness => "readiness",
        ProbeKind.Liveness => "liveness",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a probe."),
    };

    private static string WordOf(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Unknown => "unknown",
        ProbeVerdict.Well => "well",
        ProbeVerdict.Ill => "ill",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Not a verdict."),
    };
}
