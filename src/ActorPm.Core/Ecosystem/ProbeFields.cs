using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Health;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The value of the fields of probes: a few words, or an object that says more.</summary>
internal static class ProbeFields
{
    /// <summary>The object.</summary>
    public static ObjectShape<ProbeRequest> Shape { get; } = new(
        new ProbeRequest(),
        [
            Member("http", HttpTarget(), "A GET that is answered with 200 to 399: a path such as /health, or a whole http:// address.", (probe, target) => probe with { Http = target }),
            Member("tcp", ProbedAddress, "A connection that is accepted: true for the app's own address, or an address.", (probe, address) => probe with { Tcp = address }),
            Member("exec", Text, "A command that exits with 0, run by /bin/sh in the app's directory.", (probe, command) => probe with { Exec = command }),
            Member("watchdog", Truth, "Whether the app says itself that it is well (sd_notify's WATCHDOG=1); for liveness_probe.", (probe, says) => probe with { Watchdog = says }),
            Member("interval", Duration, "The pause between two probes. Default: 5s; startup_probe: 500ms.", (probe, time) => probe with { IntervalMs = time }),
            Member("timeout", Duration, "How long one may take. Default: 2s.", (probe, time) => probe with { TimeoutMs = time }),
            Member("delay", Duration, "The pause before the first. Default: 0.", (probe, time) => probe with { DelayMs = time }),
            Member("successes", WholeNumber, "Successes in a row that make the app well. Default: 1.", (probe, count) => probe with { Successes = count }),
            Member("failures", WholeNumber, "Failures in a row that make it ill. Default: 3; startup_probe: 60.", (probe, count) => probe with { Failures = count }),
        ],
        probe => (probe.Http is null ? 0 : 1) + (probe.Tcp is null ? 0 : 1) + (probe.Exec is null ? 0 : 1) + (probe.Watchdog is true ? 1 : 0) == 1
            ? null
            : "asks one thing; give exactly one of http, tcp, exec and watchdog");

    /// <summary>The few words.</summary>
    public static FieldShape<ProbeRequest> Brief { get; } = new(
        "a probe such as \"/health\", \"http://127.0.0.1:3000/health\", \"tcp\", \"tcp:9000\" or \"exec:COMMAND\"", """{"type":"string","minLength":1}""",
        value => value.ValueKind is not JsonValueKind.String ? FieldReading<ProbeRequest>.Unusable()
            : ProbeText.TryParse(value.GetString()!, out var probe, out var problem) ? new(true, probe) : FieldReading<ProbeRequest>.Unusable(problem));

    private static FieldShape<string> HttpTarget() => new(
        "a path such as \"/health\", or a whole http:// address", """{"type":"string","pattern":"^(/|http://)"}""",
        value => value.ValueKind is not JsonValueKind.String ? FieldReading<string>.Unusable()
            : ProbeText.IsHttpTarget(value.GetString()!, out var problem) ? new(true, value.GetString()) : FieldReading<string>.Unusable(problem));

    private static ObjectMember<ProbeRequest> Member<T>(string name, FieldShape<T> shape, string description, Func<ProbeRequest, T, ProbeRequest> set) =>
        ObjectMember<ProbeRequest>.Of(name, shape, description, set);
}
