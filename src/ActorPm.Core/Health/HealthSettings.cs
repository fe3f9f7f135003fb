namespace ActorPm.Core.Health;

/// <summary>What is asked of an instance while it lives; each is a different question.</summary>
public sealed record HealthSettings
{
    /// <summary>Nothing is asked.</summary>
    public static HealthSettings None { get; } = new();

    /// <summary>Whether it has come up: until this succeeds the others wait; when it fails for good, the instance is restarted by policy. Null for none.</summary>
    public ProbeSettings? Startup { get; init; }

    /// <summary>Whether it can take requests now. Steers the router and nothing else. Null for none.</summary>
    public ProbeSettings? Readiness { get; init; }

    /// <summary>Whether it is worth keeping: when it fails for good, the instance is restarted by policy. Null for none.</summary>
    public ProbeSettings? Liveness { get; init; }
}

/// <summary>A question that is asked again and again.</summary>
/// <param name="Check">What is asked.</param>
public sealed record ProbeSettings(ProbeCheck Check)
{
    /// <summary>The pause between two probes. More than 0; default 5 s, for startup 500 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one may take before it counts as failed. More than 0; default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause before the first. Default 0.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Successes in a row that make it well. At least 1, the default.</summary>
    public int Successes { get; init; } = 1;

    /// <summary>Failures in a row that make it ill. At least 1; default 3, for startup 60.</summary>
    public int Failures { get; init; } = 3;
}

/// <summary>What is asked.</summary>
public abstract record ProbeCheck
{
    private ProbeCheck()
    {
    }

    /// <summary>A GET that is answered with 200 to 399.</summary>
    /// <param name="Target">A path, asked of the instance's own address; or a whole <c>http://</c> URL.</param>
    public sealed record Http(string Target) : ProbeCheck;

    /// <summary>A connection that is accepted.</summary>
    /// <param name="Address"><c>host:port</c>, <c>port</c> or <c>unix:/path</c>; null for the instance's own address.</param>
    public sealed record Tcp(string? Address) : ProbeCheck;

    /// <summary>A command that exits with 0, run by <c>/bin/sh -c</c> in the app's directory with its environment.</summary>
    /// <param name="Command">The command.</param>
    public sealed record Exec(string Command) : ProbeCheck;

    /// <summary>The app's own word: <c>WATCHDOG=1</c> on its notify socket within each interval; for liveness.</summary>
    public sealed record Watchdog : ProbeCheck;
}
