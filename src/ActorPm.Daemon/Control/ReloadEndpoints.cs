using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Core.Logs;
using ActorPm.Core.Rollouts;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Logs;
using ActorPm.Daemon.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Control;

/// <summary>The routes that replace instances without a gap: they answer when the reload is over, and tell what a new instance that failed had written.</summary>
internal sealed class ReloadEndpoints(CommandEndpoints commands, Func<IActorRef> apps, CatalogBoard list, InstanceBoard board, ViewBuilder views, DaemonHome home, Callers callers)
{
    private const int ShownLines = 10;
    private const int ShownLetters = 4096;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ControlContract.Reload, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ReloadRequest);
            commands.RefuseProblems(request.Changes);
            var options = OptionsOf(request.Manner);
            await AnswerAsync(http, await ReloadAsync(CommandEndpoints.AtLeastOne(request.Targets), request.Changes, options, callers.Of(http), http.RequestAborted));
        });
        routes.MapPost(ControlContract.StartOrReload, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.StartRequest);
            var options = OptionsOf(request.Manner);
            var (left, done) = await commands.WithoutMovableAsync(request, isReload: true, http.RequestAborted);
            await AnswerAsync(http, left is null ? done : CommandReply.Joined(await CarryAsync(commands.ToCommand(left) with { Reloading = options }, callers.Of(http), http.RequestAborted), done));
        });
        routes.MapPost(ControlContract.Promote, async http =>
            await AnswerAsync(http, await PromoteAsync((await ControlHttp.ReadAsync(http, ControlJson.Default.RolloutRequest)).Target, callers.Of(http), http.RequestAborted)));
        routes.MapPost(ControlContract.Rollback, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.RolloutRequest);
            await AnswerAsync(http, await RollbackAsync(request.Target, request.Manner, callers.Of(http), http.RequestAborted));
        });
    }

    /// <summary>Reloads apps, those that the cluster moves among them.</summary>
    /// <exception cref="RefusedException">It is refused, or a reload failed.</exception>
    public async Task<CommandReply> ReloadAsync(ImmutableArray<string> targets, AppRequest? changes, ReloadOptions options, CommandOrigin by, CancellationToken cancellation)
    {
        if (options.CanaryPercent is not null)
        {
            commands.Movable?.RefuseCanary(targets);
        }

        var (left, done) = await commands.WithoutMovableAsync(MovableVerb.Reload, targets, changes, cancellation);
        return left.IsEmpty ? done : CommandReply.Joined(await CarryAsync(new CatalogCommand.Reload(left, changes, options), by, cancellation), done);
    }

    /// <summary>Lets a reload go on that waits after its canary.</summary>
    /// <exception cref="RefusedException">It is refused, or the reload failed.</exception>
    public Task<CommandReply> PromoteAsync(string target, CommandOrigin by, CancellationToken cancellation)
    {
        commands.Movable?.RefuseCanary([target]);
        return CarryAsync(new CatalogCommand.Promote(target), by, cancellation);
    }

    /// <summary>Takes an app back to what it was, on this node or on all.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<CommandReply> RollbackAsync(string target, ReloadManner? manner, CommandOrigin by, CancellationToken cancellation) =>
        (commands.Movable is { } movable ? await movable.RollbackAsync(target, cancellation) : null)
            ?? await CarryAsync(new CatalogCommand.Rollback(target, OptionsOf(manner)), by, cancellation);

    private static Task AnswerAsync(HttpContext http, CommandReply reply) => ControlHttp.WriteAsync(http, reply, ControlJson.Default.CommandReply);

    /// <summary>Carries a command out that may reload apps, and waits until they are reloaded.</summary>
    /// <param name="command">What.</param>
    /// <param name="by">Who gave it.</param>
    /// <param name="cancellation">The caller has left.</param>
    /// <exception cref="RefusedException">It is refused, or a reload failed.</exception>
    public async Task<CommandReply> CarryAsync(CatalogCommand command, CommandOrigin by, CancellationToken cancellation)
    {
        var ends = LogEnds();
        var instructions = await commands.AskCatalogAsync(command, by, cancellation);
        var reloading = instructions.Where(instruction => instruction.Kind is InstructionKind.Reload or InstructionKind.CancelReload).ToList();
        var others = instructions.RemoveRange(reloading);
        var isSettled = await commands.SettleAsync(others, cancellation);
        var outcomes = await Task.WhenAll(reloading.Select(instruction =>
            apps().Ask<ReloadOutcome>(new AppsProtocol.AwaitReload(instruction.App), Timeout.InfiniteTimeSpan, cancellation)));
        var failures = outcomes.Where(outcome => outcome.Kind is ReloadEnd.Failed).ToList();
        if (failures.Count > 0 && command is not CatalogCommand.Rollback)
        {
            throw new RefusedException(ControlErrorCode.ReloadFailed, string.Join('\n', failures.Select(failure => Explain(failure, ends))));
        }

        var names = instructions.Select(instruction => instruction.App).ToHashSet();
        List<string> notes = isSettled ? [] : [CommandEndpoints.NotSettled];
        notes.AddRange(outcomes.Select(NoteOf).OfType<string>());
        return new CommandReply(views.Of([.. board.All.Where(facts => names.Contains(facts.Spec.Name))]), [], notes);
    }

    /// <summary>What the user said about a reload.</summary>
    /// <exception cref="RefusedException">It makes no sense.</exception>
    public static ReloadOptions OptionsOf(ReloadManner? manner)
    {
        Surge? surge = null;
        if (manner?.Surge is { } text)
        {
            surge = Surge.TryParse(text, out var parsed)
                ? parsed
                : throw new RefusedException(ControlErrorCode.InvalidRequest, $"'{text}' is no surge; give a number of instances from 1, or a share such as 25%.");
        }

        if (manner?.CanaryPercent is < 1 or > 99)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"A canary of {manner.CanaryPercent}% is none; give a share from 1% to 99%.");
        }

        if (manner?.MinimumHealthyMs is < 0 or > 86_400_000)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, "The minimum healthy time has to be from 0 to 24 hours.");
        }

        return manner is null
            ? ReloadOptions.None
            : new ReloadOptions(surge, manner.CanaryPercent, manner.MinimumHealthyMs is { } time ? TimeSpan.FromMilliseconds(time) : null);
    }

    private static string? NoteOf(ReloadOutcome outcome) => outcome.Kind switch
    {
        ReloadEnd.Paused => $"{outcome.Replaced} of {outcome.Total} instances of {outcome.App} are new; run `apm promote {outcome.App}` or `apm rollback {outcome.App}`.",
        ReloadEnd.Failed => $"{outcome.App} is at its earlier release ({outcome.Reason}).",
        _ => null,
    };

    private string Explain(ReloadOutcome failure, Dictionary<string, long> ends)
    {
        var what = failure switch
        {
            { Total: 0 } => $"The reload of {failure.App} ended: {failure.Reason}.",
            { Replaced: 0 } => $"The reload of {failure.App} failed and the old instances stay: {failure.Reason}.",
            _ => $"The reload of {failure.App} failed after {failure.Replaced} of {failure.Total} instances, the other old ones stay: {failure.Reason}.",
        };
        var lines = failure.FailedSlot is { } slot && list.Current.Find(failure.App) is { } entry
            ? new[] { AppFilePaths.Error(home.Directory, entry.Spec, slot.Ordinal, slot.PmId), AppFilePaths.Out(home.Directory, entry.Spec, slot.Ordinal, slot.PmId) }
                .OfType<string>()
                .Distinct()
                .Select(path => LogTail.LastLines(path, ShownLines, ends.GetValueOrDefault(path)))
                .FirstOrDefault(last => last.Count > 0)
            : null;
        return lines is null ? what : $"{what} Its last lines:\n{Cut(string.Join('\n', lines))}";
    }

    // Where the logs end before the reload: what stands behind that is news.
    private Dictionary<string, long> LogEnds()
    {
        var ends = new Dictionary<string, long>();
        foreach (var facts in board.All)
        {
            foreach (var path in new[]
            {
                AppFilePaths.Error(home.Directory, facts.Spec, facts.Slot.Ordinal, facts.Slot.PmId),
                AppFilePaths.Out(home.Directory, facts.Spec, facts.Slot.Ordinal, facts.Slot.PmId),
            })
            {
                if (path is not null)
                {
                    var file = new FileInfo(path);
                    ends[path] = file.Exists ? file.Length : 0;
                }
            }
        }

        return ends;
    }

    private static string Cut(string text) => text.Length > ShownLetters ? text[^ShownLetters..] : text;
}
