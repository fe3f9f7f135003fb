using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.Health;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Apps;

/// <summary>Applies the probes of a request to a spec.</summary>
/// <param name="request">What the user wrote.</param>
/// <param name="refusals">Gets what is wrong.</param>
internal sealed class HealthResolver(AppRequest request, Refusals refusals)
{
    /// <summary>The settings of a spec whose routing is settled.</summary>
    public HealthSettings ApplyTo(AppSpec spec) => spec.Health with
    {
        Startup = Probe(request.StartupProbe, spec.Health.Startup, "startup_probe", ProbeText.StartupDefaults, spec),
        Readiness = Probe(request.ReadinessProbe, spec.Health.Readiness, "readiness_probe", ProbeText.Defaults, spec),
        Liveness = Probe(request.LivenessProbe, spec.Health.Liveness, "liveness_probe", ProbeText.Defaults, spec),
    };

    private ProbeSettings? Probe(ProbeRequest? wish, ProbeSettings? current, string field, ProbeSettings defaults, AppSpec spec)
    {
        if (wish is null)
        {
            return current;
        }

        if (wish == new ProbeRequest())
        {
            return null;
        }

        var check = Check(wish, field, spec);
        return check is null ? null : defaults with
        {
            Check = check,
            Interval = refusals.Pause(wish.IntervalMs, defaults.Interval, $"{field}.interval"),
            Timeout = refusals.Pause(wish.TimeoutMs, defaults.Timeout, $"{field}.timeout"),
            Delay = refusals.Duration(wish.DelayMs, defaults.Delay, $"{field}.delay"),
            Successes = refusals.Number(wish.Successes, defaults.Successes, $"{field}.successes", 1),
            Failures = refusals.Number(wish.Failures, defaults.Failures, $"{field}.failures", 1),
        };
    }

    private ProbeCheck? Check(ProbeRequest wish, string field, AppSpec spec)
    {
        ProbeCheck?[] checks =
        [
            wish.Http is { } http ? new ProbeCheck.Http(http) : null,
            wish.Tcp is { } tcp ? new ProbeCheck.Tcp(tcp.Length == 0 ? null : tcp) : null,
            wish.Exec is { } line ? new ProbeCheck.Exec(line) : null,
            wish.Watchdog is true ? new ProbeCheck.Watchdog() : null,
        ];
        if (checks.OfType<ProbeCheck>().ToArray() is not [var check])
        {
            refusals.Add($"{field} asks one thing; give exactly one of http, tcp, exec and watchdog.");
            return null;
        }

        switch (check)
        {
            case ProbeCheck.Http { Target: var target } when !ProbeText.IsHttpTarget(target, out var problem):
                refusals.AddOf(field, problem);
                break;
            case ProbeCheck.Tcp { Address: { } address } when !ListenAddress.TryParse(address, out _, out var problem):
                refusals.AddOf(field, problem);
                break;
            case ProbeCheck.Exec { Command: var command } when string.IsNullOrWhiteSpace(command):
                refusals.Add($"{field} has no command to run; write one, as in exec: \"curl -sf localhost:3000\".");
                break;
            case ProbeCheck.Watchdog when field != "liveness_probe":
                refusals.Add($"{field} cannot be the watchdog, which says whether an app is still worth keeping; write it as the liveness_probe.");
                break;
            case ProbeCheck.Http or ProbeCheck.Tcp when AsksOwnAddress(check):
                RefuseUnknownAddress(check, field, spec);
                break;
            default:
                break;
        }

        return check;
    }

    private static bool AsksOwnAddress(ProbeCheck check) => check is ProbeCheck.Tcp { Address: null } or ProbeCheck.Http { Target: ['/', ..] };

    private void RefuseUnknownAddress(ProbeCheck check, string field, AppSpec spec)
    {
        if (InstanceAddress.IsKnown(spec))
        {
            return;
        }

        var example = check is ProbeCheck.Http { Target: var path }
            ? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:3000{path}")
            : "tcp:3000";
        refusals.Add($"{field} does not know where the app listens; give the app a port or a proxy, or write the whole address, as in {example}.");
    }
}
