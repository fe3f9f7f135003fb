using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace ActorPm.Daemon.Tests.Catalog;

/// <summary>A journal in memory whose writes fail on demand. One test class at a time uses it.</summary>
internal sealed class FlakyJournal : MemoryJournal
{
    private static readonly Lock _gate = new();
    private static readonly List<string> _written = [];
    private static long _replayedFrom;
    private static long _deletedTo;

    /// <summary>What the next writes do.</summary>
    public static volatile Mood Mood;

    /// <summary>The events that were written, by type.</summary>
    public static IReadOnlyList<string> Written
    {
        get
        {
            lock (_gate)
            {
                return [.. _written];
            }
        }
    }

    /// <summary>The event from which the newest recovery asked on.</summary>
    public static long ReplayedFrom => Interlocked.Read(ref _replayedFrom);

    /// <summary>Up to which event a snapshot has made the journal superfluous.</summary>
    public static long DeletedTo => Interlocked.Read(ref _deletedTo);

    public static void Reset()
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _deletedTo, 0);
            Mood = Mood.Works;
            _written.Clear();
        }
    }

    public override Task ReplayMessagesAsync(
        Akka.Actor.IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        Interlocked.Exchange(ref _replayedFrom, fromSequenceNr);
        return base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);
    }

    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        await base.DeleteMessagesToAsync(persistenceId, toSequenceNr, cancellationToken);
        Interlocked.Exchange(ref _deletedTo, toSequenceNr);
    }

    protected override Task<IImmutableList<Exception?>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        switch (Mood)
        {
            case Mood.Fails:
                throw new IOException("The disk is full.");
            case Mood.Rejects:
                return Task.FromResult<IImmutableList<Exception?>>([.. writes.Select(_ => (Exception?)new IOException("It was rejected."))]);
            default:
                lock (_gate)
                {
                    _written.AddRange(writes.SelectMany(write => (IImmutableList<IPersistentRepresentation>)write.Payload).Select(event_ => event_.Payload.GetType().Name));
                }

                return base.WriteMessagesAsync(writes, cancellationToken);
        }
    }
}

internal enum Mood
{
    Works,
    Fails,
    Rejects,
}
