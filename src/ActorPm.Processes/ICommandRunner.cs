using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;

namespace ActorPm.Processes;

/// <summary>Runs commands that belong to no slot and are awaited to their end. Their output is discarded.</summary>
public interface ICommandRunner
{
    /// <summary>
    /// Runs a command. Ends when its main process has ended and nothing of its tree lives any more: what it left behind is killed, and all of it when its time is
    /// up. A daemon that dies meanwhile leaves it to the next one, which kills it.
    /// </summary>
    /// <param name="order">What to run.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Kills it at once.</param>
    /// <returns>How it ended; null when its time was up or it was cancelled.</returns>
    /// <exception cref="LaunchException">It could not be started.</exception>
    Task<ExitStatus?> RunAsync(CommandOrder order, TimeSpan limit, CancellationToken cancellation);
}

/// <summary>A command to run.</summary>
/// <param name="Instance">For people: for which instance it is run.</param>
/// <param name="Program">The absolute path of the program.</param>
/// <param name="Arguments">The arguments after the program's own name.</param>
/// <param name="WorkingDirectory">Absolute path.</param>
/// <param name="Environment">All its variables.</param>
public sealed record CommandOrder(
    InstanceId Instance, string Program, ImmutableArray<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>As whom it runs; null, the default, runs it as the daemon's own user.</summary>
    public UserIdentity? RunAs { get; init; }

    /// <summary>The file to which both its outputs are appended, absolute; null, the default, discards them.</summary>
    public string? OutputFile { get; init; }
}
