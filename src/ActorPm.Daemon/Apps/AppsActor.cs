using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Dependencies;
using ActorPm.Daemon.Instances;
using ActorPm.Daemon.Supervision;
using ActorPm.Daemon.Views;
using ActorPm.Processes;

namespace ActorPm.Daemon.Apps;

/// <summary>Parent of the app actors: one child per app, each working on its own.</summary>
internal sealed class AppsActor : UntypedActor
{
    // A program that cannot be started must not keep the daemon from being asked about it.
    private static readonly TimeSpan SettleAfterReplay = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<AppName, IActorRef> _apps = [];
    private readonly InstanceContext _edge;
    private readonly InstanceBoard _board;
    private readonly Action<Task> _replayed;
    private IReadOnlyList<Survivor> _survivors;
    private AppCatalog _catalog = AppCatalog.Empty;
    private IActorRef _list = ActorRefs.Nobody;
    private int _children;
    private bool _isCleared;
    private bool _shuttingDown;

    /// <summary>Use <see cref="Props"/>.</summary>
    public AppsActor(InstanceContext edge, InstanceBoard board, IReadOnlyList<Survivor> survivors, Action<Task> replayed)
    {
        _survivors = survivors;
        _edge = edge;
        _board = board;
        _replayed = replayed;
    }

    /// <summary>The parent of all apps.</summary>
    /// <param name="edge">What instance actors work with.</param>
    /// <param name="board">Where facts are published.</param>
    /// <param name="survivors">Processes that an earlier daemon left running; those of no slot on the list are ended.</param>
    /// <param name="replayed">Called after each replay with a task that ends when all instances have settled, or a few seconds have passed.</param>
    public static Props Props(InstanceContext edge, InstanceBoard board, IReadOnlyList<Survivor> survivors, Action<Task> replayed) =>
        Akka.Actor.Props.Create(() => new AppsActor(edge, board, survivors, replayed));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AppsProtocol.Replay replay:
                _list = Sender;
                Replay(replay.Catalog);
                break;
            case AppsProtocol.Wish wish:
                _list.Forward(wish.Command);
                break;
            case AppsProtocol.AwaitReload waiting when _apps.TryGetValue(waiting.App, out var app):
                app.Forward(waiting);
                break;
            case AppsProtocol.AwaitReload waiting:
                Sender.Tell(new ReloadOutcome(waiting.App, ReloadEnd.Failed, 0, 0, "the app was deleted", null));
                break;
            case AppsProtocol.Carry carry:
                _catalog = carry.Catalog;
                Tell(carry.Instructions);
                break;
            case AppsProtocol.Settle settle when _apps.TryGetValue(settle.App, out var app):
                app.Forward(settle);
                break;
            case AppsProtocol.Settle:
                Sender.Tell(AppsProtocol.Settled.Instance);
                break;
            case AppsProtocol.RestartOnline restart when _apps.TryGetValue(restart.App, out var app):
                app.Forward(restart);
                break;
            case AppsProtocol.GiveUp given when _apps.TryGetValue(given.App, out var app):
                app.Forward(given);
                break;
            case AppsProtocol.GiveUp:
            case AppsProtocol.RestartOnline:
                // Taken off the list meanwhile.
                break;
            case DeliveryProtocol.Deliver deliver when _apps.TryGetValue(deliver.App, out var app):
                app.Forward(deliver);
                break;
            case DeliveryProtocol.Deliver:
                Sender.Tell(DeliveryProtocol.Delivered.ToNobody);
                break;
            case AppsProtocol.ShutDown:
                ShutDown(Sender);
                break;
            case AppsProtocol.Suspend:
                Suspend(Sender);
                break;
            case AppsProtocol.Emptied emptied when _catalog.Find(emptied.App) is null && Sender.Equals(_apps.GetValueOrDefault(emptied.App)):
                // Behind what was forwarded to it already, which it still answers.
                Sender.Tell(PoisonPill.Instance);
                _apps.Remove(emptied.App);
                break;
            case AppsProtocol.Emptied:
                // An app of that name was added in the meantime, and the same actor keeps it; or it was emptied twice before it was told to end.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new ChildSupervision(OnAppFailed);

    // A bug in an app actor: its instance actors stop with it, their processes live on, and the next incarnation finds them.
    private Directive OnAppFailed(IActorRef child, Exception failure)
    {
        _log.Error(failure, "{App} failed and is restarted", child);
        var name = _apps.FirstOrDefault(pair => pair.Value.Equals(child)).Key;
        if (!_apps.ContainsKey(name))
        {
            return Directive.Stop;
        }

        var entry = _catalog.Find(name);
        child.Tell(new AppsProtocol.Order(entry, new AppInstruction(name, InstructionKind.Replay, [])));
        return Directive.Restart;
    }

    private void Replay(AppCatalog catalog)
    {
        _catalog = catalog;
        // What an earlier list held and this one does not.
        foreach (var (name, app) in _apps.Where(pair => catalog.Find(pair.Key) is null))
        {
            app.Tell(new AppsProtocol.Order(null, new AppInstruction(name, InstructionKind.Replay, [])));
        }

        var all = catalog.Apps.Values
            .Select(entry => new AppInstruction(entry.Spec.Name, InstructionKind.Replay, [.. entry.Slots.Select(slot => slot.Serial)]))
            .ToImmutableArray();
        Tell(all);
        var listed = catalog.Apps.Values.SelectMany(entry => entry.Slots).Select(slot => slot.Serial).ToHashSet();
        var strays = _survivors.Where(survivor => !listed.Contains(survivor.Serial))
            .Select(survivor => Context.ActorOf(StrayActor.Props(_edge, survivor.Serial), $"stray.{survivor.Serial}"))
            .ToList();
        _survivors = [];
        if (!_isCleared)
        {
            _isCleared = true;
            if (_edge.Launcher.ForgetUnlisted(listed.Contains) is > 0 and var left)
            {
                _log.Info("{Count} slots are forgotten that an earlier daemon had taken off the list", left);
            }
        }

        _replayed(Task.WhenAll(
        [
            .. all.Select(instruction => Self.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(instruction.App, instruction.Serials), SettleAfterReplay)),
            .. strays.Select(stray => stray.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(default, []), SettleAfterReplay)),
        ]));
    }

    private void Tell(ImmutableArray<AppInstruction> instructions)
    {
        foreach (var instruction in instructions)
        {
            if (instruction.RenamedFrom is { } from && _apps.Remove(from, out var renamed))
            {
                _apps[instruction.App] = renamed;
            }

            if (!_apps.TryGetValue(instruction.App, out var app))
            {
                // Numbered, since an actor's name is free again only when its predecessor has ended.
                app = _apps[instruction.App] = Context.ActorOf(
                    AppActor.Props(instruction.App, _edge, _board), $"{Uri.EscapeDataString(instruction.App.Value)}.{++_children}");
                if (_shuttingDown)
                {
                    app.Tell(AppsProtocol.ShutDown.Instance, ActorRefs.NoSender);
                }
            }

            app.Tell(new AppsProtocol.Order(_catalog.Find(instruction.App), instruction));
        }
    }

    private void Suspend(IActorRef asker)
    {
        var suspended = _apps.Values.Select(app => app.Ask<AppsProtocol.Settled>(AppsProtocol.Suspend.Instance, SettleAfterReplay)).ToList();
        Task.WhenAll(suspended).PipeTo(asker, success: _ => AppsProtocol.Settled.Instance);
    }

    private void ShutDown(IActorRef asker)
    {
        _shuttingDown = true;
        // Whoever depends on another is stopped before it.
        var rounds = StopOrder.Of(_apps.Keys.ToDictionary(name => name, name => _catalog.Find(name)?.Spec.DependsOn ?? []))
            .Select(round => round.Select(name => _apps[name]).ToList())
            .ToList();
        ShutDownAsync(rounds).PipeTo(asker, success: () => AppsProtocol.Settled.Instance);
    }

    private static async Task ShutDownAsync(List<List<IActorRef>> rounds)
    {
        foreach (var round in rounds)
        {
            await Task.WhenAll(round.Select(app => app.Ask<AppsProtocol.Settled>(AppsProtocol.ShutDown.Instance, System.Threading.Timeout.InfiniteTimeSpan))).ConfigureAwait(false);
        }
    }
}
