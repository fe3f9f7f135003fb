using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Targets;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Checkpoints;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Settings;
using ActorPm.Daemon.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Control;

/// <summary>The routes that change something: JSON to catalog command, then wait until the instances have settled.</summary>
internal sealed class CommandEndpoints(
    Func<IActorRef> catalog, Func<IActorRef> apps, CatalogBoard list, InstanceBoard board, ViewBuilder views, IProgramProbe probe, DaemonSettings settings,
    CheckpointFile checkpoint, MachineCheck machine, Callers callers)
{
    /// <summary>How the routers stand, for those who are told that something is wrong; null where nothing is routed.</summary>
    public RouterBoard? Routers { get; init; }

    /// <summary>Takes out of commands what the cluster moves; null leaves all of them to this daemon.</summary>
    public IMovableApps? Movable { get; set; }

    /// <summary>What the user is told when time ran out.</summary>
    public const string NotSettled = "Some instances have not settled yet; the wish is safe and is being carried out, `apm list` shows how far it is.";

    // The catalog answers within a commit; longer means that the journal hangs.
    private static readonly TimeSpan CatalogTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ControlContract.Start, async http =>
            await AnswerAsync(http, await StartAsync(await ControlHttp.ReadAsync(http, ControlJson.Default.StartRequest), callers.Of(http), http.RequestAborted)));
        routes.MapPost(ControlContract.StartPreview, async http =>
        {
            var start = ToCommand(await ControlHttp.ReadAsync(http, ControlJson.Default.StartRequest));
            var refusal = StartPreview.Of(list.Current, start, out var previews);
            await ControlHttp.WriteAsync(http, refusal is null ? new StartPreviewReply(previews) : throw new RefusedException(refusal), ControlJson.Default.StartPreviewReply);
        });
        routes.MapPost(ControlContract.Stop, async http =>
            await AnswerAsync(http, await ChangeAsync(MovableVerb.Stop, await ReadTargetsAsync(http), null, callers.Of(http), http.RequestAborted)));
        routes.MapPost(ControlContract.Delete, async http =>
            await AnswerAsync(http, await ChangeAsync(MovableVerb.Delete, await ReadTargetsAsync(http), null, callers.Of(http), http.RequestAborted)));
        routes.MapPost(ControlContract.Reset, async http =>
            await AnswerAsync(http, await CarryAsync(new CatalogCommand.Reset(await ReadTargetsAsync(http)), callers.Of(http), http.RequestAborted)));
        routes.MapPost(ControlContract.Restart, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.RestartRequest);
            RefuseProblems(request.Changes);
            await AnswerAsync(http, await ChangeAsync(MovableVerb.Restart, AtLeastOne(request.Targets), request.Changes, callers.Of(http), http.RequestAborted));
        });
        routes.MapPost(ControlContract.Resurrect, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ResurrectRequest);
            var saved = request.From is null ? new Pm2Takeover([.. checkpoint.Load() ?? []], []) : Pm2Takeover.Of(request.From, probe);
            var moved = saved.Apps.Where(entry => Movable?.Has(entry.Spec.Name.Value) is true).ToList();
            var reply = await CarryAsync(new CatalogCommand.Restore(saved.Apps.RemoveRange(moved)), callers.Of(http), http.RequestAborted);
            await ControlHttp.WriteAsync(
                http,
                reply with { Notes = [.. reply.Notes, .. saved.Notes, .. moved.Select(entry => $"{entry.Spec.Name.Value} was left out: the cluster has an app of that name.")] },
                ControlJson.Default.CommandReply);
        });
        routes.MapPost(ControlContract.Scale, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ScaleRequest);
            await AnswerAsync(http, await ScaleAsync(request.Target, request.Count, callers.Of(http), http.RequestAborted));
        });
    }

    /// <summary>Starts apps, those that the cluster moves among them.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<CommandReply> StartAsync(StartRequest request, CommandOrigin by, CancellationToken cancellation)
    {
        var (left, done) = await WithoutMovableAsync(request, isReload: false, cancellation);
        return left is null ? done : CommandReply.Joined(await CarryAsync(ToCommand(left), by, cancellation), done);
    }

    /// <summary>Stops, deletes or restarts apps, those that the cluster moves among them.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<CommandReply> ChangeAsync(MovableVerb verb, ImmutableArray<string> targets, AppRequest? changes, CommandOrigin by, CancellationToken cancellation)
    {
        var (left, done) = await WithoutMovableAsync(verb, targets, changes, cancellation);
        return left.IsEmpty ? done : CommandReply.Joined(
            await CarryAsync(
                verb switch
                {
                    MovableVerb.Stop => new CatalogCommand.Stop(left),
                    MovableVerb.Delete => new CatalogCommand.Delete(left),
                    MovableVerb.Restart => new CatalogCommand.Restart(left, changes),
                    _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "Reloads are carried out otherwise."),
                },
                by, cancellation),
            done);
    }

    /// <summary>Changes the number of an app's instances, on this node or on all.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<CommandReply> ScaleAsync(string target, string count, CommandOrigin by, CancellationToken cancellation) =>
        (Movable is null ? null : await Movable.ScaleAsync(target, count, cancellation)) ?? await CarryAsync(new CatalogCommand.Scale(target, count), by, cancellation);

    /// <summary>Has the cluster take its part of a command.</summary>
    /// <returns>What is left to this daemon, empty for nothing; and what was done.</returns>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<(ImmutableArray<string> Left, CommandReply Done)> WithoutMovableAsync(
        MovableVerb verb, ImmutableArray<string> targets, AppRequest? changes, CancellationToken cancellation)
    {
        if (Movable is null)
        {
            return (targets, CommandReply.Joined());
        }

        var (left, done) = await Movable.ChangeAsync(verb, targets, changes, cancellation);
        return ([.. left], done);
    }

    /// <summary>The same for a start.</summary>
    /// <returns>What is left to this daemon, null for nothing; and what was done.</returns>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<(StartRequest? Left, CommandReply Done)> WithoutMovableAsync(StartRequest request, bool isReload, CancellationToken cancellation)
    {
        if (Movable is null)
        {
            return (request, CommandReply.Joined());
        }

        // An empty request is refused where it is carried out.
        var (left, done) = await Movable.StartAsync(request, isReload, cancellation);
        return (left.Apps.Count == 0 && request.Apps.Count > 0 ? null : left, done);
    }

    private static Task AnswerAsync(HttpContext http, CommandReply reply) => ControlHttp.WriteAsync(http, reply, ControlJson.Default.CommandReply);

    /// <summary>Carries a command out and waits until its instances have settled.</summary>
    /// <param name="command">What.</param>
    /// <param name="by">Who gave it.</param>
    /// <param name="cancellation">The caller has left.</param>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<CommandReply> CarryAsync(CatalogCommand command, CommandOrigin by, CancellationToken cancellation)
    {
        var before = board.All.ToDictionary(facts => facts.Slot.Serial);
        var instructions = await AskCatalogAsync(command, by, cancellation);
        var serials = instructions.SelectMany(instruction => instruction.Serials).ToImmutableHashSet();
        var settled = await SettleAsync(instructions, cancellation);
        var acted = board.All.Where(facts => serials.Contains(facts.Slot.Serial)).ToList();
        var removed = before.Values
            .Where(facts => serials.Contains(facts.Slot.Serial) && board.Find(facts.Slot.Serial) is null)
            .Select(facts => $"{new InstanceId(facts.Spec.Name, facts.Slot.Ordinal)} (id {facts.Slot.PmId})")
            .ToList();
        List<string> notes = settled
            ? []
            : [NotSettled];
        notes.AddRange(acted
            .Select(facts => Routers?.Find(facts.Spec.Name))
            .OfType<RouterFacts>()
            .Where(router => router.Problem is not null)
            .DistinctBy(router => router.Spec.Name)
            .Select(router => $"{router.Spec.Name} does not get its requests: {router.Problem}"));
        return new CommandReply(views.Of(acted), removed, notes);
    }

    /// <summary>Has the list decide and journal a command.</summary>
    /// <param name="command">What.</param>
    /// <param name="by">Who gave it.</param>
    /// <param name="cancellation">The caller has left.</param>
    /// <returns>What the apps were told.</returns>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task<ImmutableArray<AppInstruction>> AskCatalogAsync(CatalogCommand command, CommandOrigin by, CancellationToken cancellation)
    {
        if (list.JournalTrouble is { } trouble)
        {
            throw new RefusedException(CatalogProtocol.NotWritten(trouble).Error);
        }

        try
        {
            return await catalog().Ask<object>(new CatalogProtocol.Given(command, by), CatalogTimeout, cancellation) switch
            {
                CatalogProtocol.Accepted accepted => accepted.Instructions,
                CatalogProtocol.Refused refused => throw new RefusedException(refused.Error),
                var other => throw new InvalidOperationException($"The catalog answered {other}."),
            };
        }
        catch (AskTimeoutException)
        {
            throw new RefusedException(
                ControlErrorCode.JournalUnavailable,
                $"The journal did not take the command within {CatalogTimeout.TotalSeconds:0} s; whether it was written shows in `apm list`; see apm.log in the home for the cause.");
        }
    }

    /// <summary>Waits until the instances have settled.</summary>
    /// <returns>False when time ran out first: the wish is durable all the same.</returns>
    public async Task<bool> SettleAsync(ImmutableArray<AppInstruction> instructions, CancellationToken cancellation)
    {
        var slowest = list.Current.Apps.Values
            .Where(entry => instructions.Any(instruction => instruction.App == entry.Spec.Name))
            .Select(entry => entry.Spec.Stop.KillTimeout
                + (entry.Spec.Routing.Plane is Core.Routing.DataPlane.None ? TimeSpan.Zero : entry.Spec.Routing.DrainTimeout)
                + (entry.Spec.Ready.Signal is ReadySignal.Message ? entry.Spec.Ready.ListenTimeout : TimeSpan.Zero))
            .DefaultIfEmpty(TimeSpan.Zero)
            .Max();
        try
        {
            await Task.WhenAll(instructions.Select(instruction => apps().Ask<AppsProtocol.Settled>(
                new AppsProtocol.Settle(instruction.App, instruction.Serials), settings.SettleTimeout + slowest, cancellation)));
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>What a request to start means now.</summary>
    /// <exception cref="RefusedException">It cannot be carried out; all problems are named.</exception>
    public CatalogCommand.Start ToCommand(StartRequest request)
    {
        if (request.Apps.Count == 0)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, "There is nothing to start; name a script, a program or an app.");
        }

        var problems = new List<ControlError>();
        var items = ImmutableArray.CreateBuilder<StartItem>(request.Apps.Count);
        foreach (var app in request.Apps)
        {
            if (string.IsNullOrEmpty(app?.Target))
            {
                problems.Add(new(ControlErrorCode.InvalidRequest, "There is nothing to start; name a script, a program or an app."));
                continue;
            }

            problems.AddRange(machine.Problems(app));
            if (ListedApp.IsMeant(list.Current, app))
            {
                items.Add(new StartItem.Existing(app.Target, app with { CallerEnvironment = ImmutableDictionary<string, string>.Empty }));
                continue;
            }

            switch (AppSpecResolver.Resolve(app, probe, Environment.ProcessorCount, settings.AppDefaults))
            {
                case ResolvedApp.Resolved resolved:
                    items.Add(new StartItem.New(resolved.Spec, app.IfRunning));
                    break;
                case ResolvedApp.Invalid invalid when request.Apps.Count > 1:
                    problems.Add(invalid.AsOne with { Message = $"{app.Name ?? app.Target}: {invalid.AsOne.Message}" });
                    break;
                case ResolvedApp.Invalid invalid:
                    problems.AddRange(invalid.Problems);
                    break;
            }
        }

        RefuseIfAny(problems);
        if (items.OfType<StartItem.New>().GroupBy(item => item.Spec.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"The name '{twice.Key}' occurs twice; give each app a name of its own.");
        }

        return Start(items.MoveToImmutable());
    }

    /// <summary>A start of some items as things stand.</summary>
    public CatalogCommand.Start Start(ImmutableArray<StartItem> items) => new(
        items,

        // One that never ran is not at rest: it has only just been added.
        [.. board.All.Where(facts => facts.State is InstanceState.Stopped { Attempt: > 0 } or InstanceState.Errored).Select(facts => facts.Slot.Serial)]);

    /// <summary>Refuses changes that this machine cannot carry out.</summary>
    /// <exception cref="RefusedException">There are such.</exception>
    public void RefuseProblems(AppRequest? changes)
    {
        if (changes is not null)
        {
            RefuseIfAny(machine.Problems(changes));
        }
    }

    private static void RefuseIfAny(IReadOnlyList<ControlError> problems)
    {
        if (problems.Count > 0)
        {
            throw new RefusedException(problems[0].Code, string.Join(" ", problems.Select(problem => problem.Message)));
        }
    }

    private static async Task<ImmutableArray<string>> ReadTargetsAsync(HttpContext http) =>
        AtLeastOne((await ControlHttp.ReadAsync(http, ControlJson.Default.TargetRequest)).Targets);

    /// <summary>The targets, each once.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static ImmutableArray<string> AtLeastOne(IReadOnlyList<string> targets) => targets.Count > 0 && targets.All(target => target is not null)
        ? [.. targets.Distinct()]
        : throw new RefusedException(ControlErrorCode.InvalidRequest, "There is no target; give a name, an id, a namespace, all, or a /pattern/.");
}
