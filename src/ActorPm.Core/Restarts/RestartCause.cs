using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Groups;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Restarts;

/// <summary>
/// Why the daemon itself restarts instances that run well. A closed family. None of them revives what was stopped: whether an instance shall run
/// is the user's wish alone.
/// </summary>
public abstract record RestartCause
{
    private RestartCause()
    {
    }

    /// <summary>Watched files changed.</summary>
    /// <param name="Path">Which of them first.</param>
    public sealed record FilesChanged(string Path) : RestartCause;

    /// <summary>The calendar says so.</summary>
    /// <param name="Pattern">The cron pattern.</param>
    public sealed record Scheduled(string Pattern) : RestartCause;

    /// <summary>One instance uses more memory than it may.</summary>
    /// <param name="Attempt">The launch that was measured; a newer one is left alone.</param>
    /// <param name="UsedBytes">What its whole tree holds.</param>
    /// <param name="LimitBytes">What it may hold.</param>
    public sealed record MemoryExceeded(int Attempt, long UsedBytes, long LimitBytes) : RestartCause;

    /// <summary>Another app of its namespace crashed, and they stand together.</summary>
    /// <param name="App">Which.</param>
    /// <param name="Strategy">How.</param>
    public sealed record MemberCrashed(AppName App, GroupStrategy Strategy) : RestartCause;

    /// <summary>
    /// Whether an instance in a state is restarted, provided that the user wishes it to run. One that was given up comes back for changed files
    /// only, which may hold the cure.
    /// </summary>
    /// <param name="state">Where it stands.</param>
    public bool Reaches(InstanceState state) => this switch
    {
        FilesChanged => state is InstanceState.Online or InstanceState.AwaitingReady or InstanceState.Launching or InstanceState.WaitingToRestart or InstanceState.Errored,
        Scheduled => state is InstanceState.Online or InstanceState.AwaitingReady or InstanceState.Launching or InstanceState.WaitingToRestart,
        MemoryExceeded exceeded => state is (InstanceState.Online or InstanceState.AwaitingReady) && state.Attempt == exceeded.Attempt,
        MemberCrashed => state is InstanceState.Online or InstanceState.AwaitingReady,
        _ => throw new InvalidOperationException($"Not a cause: {this}."),
    };

    /// <summary>The second half of a sentence: restarted because ….</summary>
    public sealed override string ToString() => this switch
    {
        FilesChanged changed => $"{changed.Path} changed",
        Scheduled scheduled => $"its schedule '{scheduled.Pattern}' said so",
        MemoryExceeded exceeded => string.Create(
            CultureInfo.InvariantCulture, $"its memory {Megabytes(exceeded.UsedBytes)} MB exceeded the limit of {Megabytes(exceeded.LimitBytes)} MB"),
        MemberCrashed crashed => $"{crashed.App} of its group crashed ({GroupSettings.WordOf(crashed.Strategy)})",
        _ => throw new InvalidOperationException("Not a cause."),
    };

    private static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture);
}
