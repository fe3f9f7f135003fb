using System.Runtime.Serialization;

namespace ActorPm.Daemon.Journal;

/// <summary>Finds out whether a replay failed because of what an event holds: then trying again would not help.</summary>
internal static class UnreadableEvent
{
    /// <summary>What the serializer said; null when the cause is another one.</summary>
    public static SerializationException? In(Exception cause)
    {
        for (Exception? inner = cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is SerializationException unreadable)
            {
                return unreadable;
            }
        }

        return null;
    }
}
