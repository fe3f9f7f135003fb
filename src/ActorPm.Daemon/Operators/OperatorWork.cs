using System.Runtime.CompilerServices;
using ActorPm.Core.History;
using ActorPm.Core.Operators;

namespace ActorPm.Daemon.Operators;

/// <summary>Hands each verb to those who know its palette. A verb that does not follow tells all at once, when it is done.</summary>
internal sealed class OperatorWork(
    AppsVerbs apps, JournalVerbs journal, RouterVerbs router, NodeVerbs node, ClusterVerbs cluster, ActorVerbs actor, LogVerbs log) : IOperatorWork
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<string> RunAsync(OperatorCall call, CommandOrigin by, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (call.Verb.Effect is OperatorEffect.Follows)
        {
            await foreach (var line in log.FollowAsync(call, cancellation))
            {
                yield return line;
            }

            yield break;
        }

        foreach (var line in await TellAsync(call, by, cancellation))
        {
            yield return line;
        }
    }

    private async Task<IReadOnlyList<string>> TellAsync(OperatorCall call, CommandOrigin by, CancellationToken cancellation) => call.Palette.Name switch
    {
        "apps" => await apps.TellAsync(call, by, cancellation),
        "journal" => await journal.TellAsync(call),
        "router" => router.Tell(call),
        "node" => node.Tell(call),
        "cluster" => await cluster.TellAsync(call),
        "actor" => actor.Tell(call),
        "log" => log.Tell(call),
        _ => throw new InvalidOperationException($"Nobody knows the palette {call.Palette.Name}."),
    };
}
