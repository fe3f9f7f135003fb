using ActorPm.Core.Events;

namespace ActorPm.Daemon.Events;

/// <summary>One event on its way to a reader.</summary>
/// <param name="Id">Grows from event to event.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Source">The instance that it is about; null for one of the daemon itself.</param>
/// <param name="Json">Its body, without line feeds.</param>
internal sealed record BusEvent(long Id, string Topic, EventSource? Source, ReadOnlyMemory<byte> Json);
