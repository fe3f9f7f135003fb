using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Journal;

namespace ActorPm.Daemon.Catalog;

/// <summary>
/// Keeps the process list: decides commands, journals their events, then tells the apps and answers. Nothing else.
/// </summary>
internal sealed class CatalogActor : UntypedPersistentActor, IWithTimers
{
    // A snapshot is a large write: it waits until nobody waits for the disk.
    private static readonly TimeSpan QuietBeforeSnapshot = TimeSpan.FromSeconds(2);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _apps;
    private readonly CatalogBoard _board;
    private readonly IJournal _journal;
    private readonly int _snapshotEvery;
    private readonly HistoryRecorder? _history;
    private readonly Action<Exception>? _failed;
    private AppCatalog _catalog = AppCatalog.Empty;
    private long _snapshotAt;
    private IActorRef _asker = ActorRefs.Nobody;

    /// <summary>Use <see cref="Props"/>.</summary>
    public CatalogActor(IActorRef apps, CatalogBoard board, IJournal journal, int snapshotEvery, HistoryRecorder? history, Action<Exception>? failed)
    {
        _apps = apps;
        _board = board;
        _journal = journal;
        _snapshotEvery = snapshotEvery;
        _history = history;
        _failed = failed;
    }

    /// <inheritdoc/>
    public override string PersistenceId => _journal.PersistenceId;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>
    /// The actor under a supervisor that starts it anew, later and later, when the journal fails: a persistent actor stops then, and its
    /// replayed successor knows exactly what is durable.
    /// </summary>
    /// <param name="apps">The parent of all apps.</param>
    /// <param name="board">Where the list is published.</param>
    /// <param name="journal">Where it is kept.</param>
    /// <param name="snapshotEvery">Events between snapshots.</param>
    /// <param name="history">Takes the commands with those who gave them; null lets them go.</param>
    /// <param name="failed">Told why a replay failed, each time; null for nobody.</param>
    public static Props Props(IActorRef apps, CatalogBoard board, IJournal journal, int snapshotEvery, HistoryRecorder? history = null, Action<Exception>? failed = null) => BackoffSupervisor.Props(
        Backoff.OnStop(
                Akka.Actor.Props.Create(() => new CatalogActor(apps, board, journal, snapshotEvery, history, failed)), "catalog",
                TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), randomFactor: 0.2, maxNrOfRetries: -1)
            .WithAutoReset(TimeSpan.FromSeconds(10))
            .WithReplyWhileStopped(CatalogProtocol.Unavailable));

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: AppCatalog catalog } offer:
                _catalog = catalog;
                _snapshotAt = offer.Metadata.SequenceNr;
                break;
            case CatalogEvent happened:
                _catalog = _catalog.Apply(happened);
                break;
            case RecoveryCompleted:
                _log.Info("Replayed {Apps} apps up to event {SequenceNr}", _catalog.Apps.Count, LastSequenceNr);
                _board.JournalTrouble = null;
                _board.Publish(_catalog);
                _apps.Tell(new AppsProtocol.Replay(_catalog));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case CatalogProtocol.Given given:
                Carry(given.Command, given.By);
                break;
            case CatalogCommand command:
                Carry(command, CommandOrigin.Daemon);
                break;
            case SnapshotDue:
                _snapshotAt = LastSequenceNr;
                SaveSnapshot(_catalog);
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                DeleteMessages(saved.Metadata.SequenceNr);
                break;
            case SaveSnapshotFailure failed:
                // Harmless: the events are still there, and the next snapshot comes after as many more.
                _log.Warning(failed.Cause, "No snapshot of the list at event {SequenceNr}", failed.Metadata.SequenceNr);
                break;
            case DeleteSnapshotsFailure failed:
                _log.Warning(failed.Cause, "Older snapshots of the list remain");
                break;
            case DeleteMessagesFailure failed:
                _log.Warning(failed.Cause, "Older events of the list remain");
                break;
            case DeleteSnapshotsSuccess or DeleteMessagesSuccess:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _log.Error(cause, "Event {SequenceNr} could not be written; the list is replayed", sequenceNr);
        _board.Times.Failed();
        Refuse(cause);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _log.Error(cause, "Event {SequenceNr} was rejected by the journal; the list is replayed", sequenceNr);
        _board.Times.Failed();
        Refuse(cause);
        // Akka would go on; with a part of a command missing the list in memory would be wrong.
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        var explained = _journal.ExplainReplay(reason);
        if (_board.JournalTrouble == explained)
        {
            // The log has it already, with its traces; a journal that is away for hours must not fill it.
            _log.Warning("The list still cannot be replayed: {Reason}", explained);
        }
        else
        {
            _log.Error(reason, "The list could not be replayed at {Message}; it is tried again", message);
        }

        _board.JournalTrouble = explained;
        _failed?.Invoke(reason);
    }

    private void Carry(CatalogCommand command, CommandOrigin by)
    {
        switch (CatalogDecider.Decide(_catalog, command))
        {
            case CatalogDecision.Refused refused:
                Sender.Tell(new CatalogProtocol.Refused(refused.Error));
                break;
            case CatalogDecision.Accepted accepted when accepted.Events.IsEmpty:
                Finish(accepted, Sender, command, by);
                break;
            case CatalogDecision.Accepted accepted:
                Persist(accepted, command, by);
                break;
        }
    }

    private void Persist(CatalogDecision.Accepted accepted, CatalogCommand command, CommandOrigin by)
    {
        var asker = _asker = Sender;
        var left = accepted.Events.Length;
        var began = Stopwatch.GetTimestamp();
        PersistAll(accepted.Events, happened =>
        {
            _catalog = _catalog.Apply(happened);
            if (--left > 0)
            {
                return;
            }

            _asker = ActorRefs.Nobody;
            _board.Times.Wrote(Stopwatch.GetElapsedTime(began));
            _board.Publish(_catalog);
            Finish(accepted, asker, command, by);
            if (LastSequenceNr - _snapshotAt >= _snapshotEvery)
            {
                // Each further command puts it off, but not for ever.
                var isLate = LastSequenceNr - _snapshotAt >= 10L * _snapshotEvery;
                Timers.StartSingleTimer(SnapshotDue.Instance, SnapshotDue.Instance, isLate ? TimeSpan.Zero : QuietBeforeSnapshot);
            }
        });
    }

    // The apps are told before the answer goes out: whoever got the answer and then asks the apps to settle finds them informed.
    private void Finish(CatalogDecision.Accepted accepted, IActorRef asker, CatalogCommand command, CommandOrigin by)
    {
        _history?.Given(command, by, accepted.Instructions);
        if (!accepted.Instructions.IsEmpty)
        {
            _apps.Tell(new AppsProtocol.Carry(_catalog, accepted.Instructions));
        }

        asker.Tell(new CatalogProtocol.Accepted(accepted.Instructions));
    }

    private void Refuse(Exception cause)
    {
        _board.JournalTrouble = _journal.ExplainReplay(cause);
        _asker.Tell(CatalogProtocol.NotWritten(_journal.Explain(cause)));
    }

    private sealed class SnapshotDue : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static SnapshotDue Instance { get; } = new();
    }
}
