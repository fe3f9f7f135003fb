using ActorPm.Core.Health;

namespace ActorPm.Daemon.Journal;

/// <summary>Between probes and their shape in the journal.</summary>
internal static class HealthMapping
{
    public static ProbeRecord? ToRecord(ProbeSettings? probe)
    {
        if (probe is null)
        {
            return null;
        }

        var record = new ProbeRecord(
            probe.Interval.TotalMilliseconds, probe.Timeout.TotalMilliseconds, probe.Delay.TotalMilliseconds, probe.Successes, probe.Failures);
        return probe.Check switch
        {
            ProbeCheck.Http http => record with { Http = http.Target },
            ProbeCheck.Tcp tcp => record with { Tcp = tcp.Address, OwnTcp = tcp.Address is null },
            ProbeCheck.Exec exec => record with { Exec = exec.Command },
            ProbeCheck.Watchdog => record with { Watchdog = true },
            _ => throw new ArgumentOutOfRangeException(nameof(probe), probe.Check, "Not a check."),
        };
    }

    public static ProbeSettings? ToSettings(ProbeRecord? record) => record is null ? null : new ProbeSettings(CheckOf(record))
    {
        Interval = TimeSpan.FromMilliseconds(record.IntervalMs),
        Timeout = TimeSpan.FromMilliseconds(record.TimeoutMs),
        Delay = TimeSpan.FromMilliseconds(record.DelayMs),
        Successes = record.Successes,
        Failures = record.Failures,
    };

    private static ProbeCheck CheckOf(ProbeRecord record) => record switch
    {
        { Http: { } target } => new ProbeCheck.Http(target),
        { Tcp: { } address } => new ProbeCheck.Tcp(address),
        { OwnTcp: true } => new ProbeCheck.Tcp(null),
        { Exec: { } command } => new ProbeCheck.Exec(command),
        { Watchdog: true } => new ProbeCheck.Watchdog(),
        _ => throw new FormatException("The journal holds a probe without a check."),
    };
}
