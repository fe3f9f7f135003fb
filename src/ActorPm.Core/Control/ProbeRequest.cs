namespace ActorPm.Core.Control;

/// <summary>A probe as the user wrote it: exactly one check, and how often it is made. One that says nothing at all takes the probe back.</summary>
public sealed record ProbeRequest
{
    /// <summary>A path of the instance's own address, or a whole <c>http://</c> URL.</summary>
    public string? Http { get; init; }

    /// <summary>An address to connect to, in <see cref="Routing.ListenAddress"/>'s words; empty for the instance's own.</summary>
    public string? Tcp { get; init; }

    /// <summary>A command for <c>/bin/sh -c</c>.</summary>
    public string? Exec { get; init; }

    /// <summary>Whether the app says itself that it is well (<c>WATCHDOG=1</c>); for liveness.</summary>
    public bool? Watchdog { get; init; }

    /// <summary>Milliseconds between two probes; more than 0, default 5000, for startup 500.</summary>
    public double? IntervalMs { get; init; }

    /// <summary>Milliseconds that one may take; more than 0, default 2000.</summary>
    public double? TimeoutMs { get; init; }

    /// <summary>Milliseconds before the first; at least 0, the default.</summary>
    public double? DelayMs { get; init; }

    /// <summary>Successes in a row that make it well; at least 1, the default.</summary>
    public int? Successes { get; init; }

    /// <summary>Failures in a row that make it ill; at least 1, default 3, for startup 60.</summary>
    public int? Failures { get; init; }
}
