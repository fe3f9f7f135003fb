using System.Text.Json.Serialization;

namespace ActorPm.Core.Control;

/// <summary>Asks the daemon to become another program, or the same one with newer settings.</summary>
/// <param name="Program">An <c>apmd</c>, or a directory that holds one, absolute; null for the program by which the daemon was started, as it is on disk now.</param>
/// <param name="TimeoutSeconds">How long the new program may take until it takes commands; 1 to 3600.</param>
public sealed record UpdateRequest(string? Program, int TimeoutSeconds);

/// <summary>The newest update of a daemon, as far as it has come.</summary>
/// <param name="Id">Which; empty when there was none since the daemon was started.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="Version">The version that answers.</param>
/// <param name="Pid">The daemon's process.</param>
public sealed record UpdateView([property: JsonRequired] string Id, [property: JsonRequired] UpdatePhase Phase, [property: JsonRequired] string Version, int Pid)
{
    /// <summary>The version before.</summary>
    public string? FromVersion { get; init; }

    /// <summary>The program before.</summary>
    public string? From { get; init; }

    /// <summary>The program that was asked for.</summary>
    public string? To { get; init; }

    /// <summary>Why the program before runs again, in one sentence; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>For how long commands waited, in milliseconds.</summary>
    public long? GapMs { get; init; }

    /// <summary>How many processes of apps went on running.</summary>
    public int Kept { get; init; }
}

/// <summary>How far an update is.</summary>
public enum UpdatePhase
{
    /// <summary>None was asked for.</summary>
    None,

    /// <summary>Under way.</summary>
    UnderWay,

    /// <summary>The program that was asked for takes commands.</summary>
    Done,

    /// <summary>It did not come up, and the program before takes commands again.</summary>
    RolledBack,
}
