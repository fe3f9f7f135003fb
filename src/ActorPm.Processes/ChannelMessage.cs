using ActorPm.Processes.Channels;

namespace ActorPm.Processes;

/// <summary>A message that an app sent over its channel. Disposing it makes room for another, see <see cref="IProcessObserver.Message"/>.</summary>
public sealed class ChannelMessage : IDisposable
{
    private MessageRoom? _room;

    internal ChannelMessage(int attempt, byte[] json, MessageRoom? room)
    {
        Attempt = attempt;
        Json = json;
        _room = room;
    }

    /// <summary>The launch.</summary>
    public int Attempt { get; }

    /// <summary>For whom it is.</summary>
    public MessageAudience Audience { get; internal init; }

    /// <summary>
    /// What stood on the line, without its end: at most 1 MiB, never empty. Meant to be JSON in UTF-8, and not checked: an app may write
    /// what it likes, and the first line after the death of a daemon may lack its beginning.
    /// </summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _room, null)?.Give(Json.Length);
}

/// <summary>For whom a message is.</summary>
public enum MessageAudience
{
    /// <summary>The app's own word, for whoever listens.</summary>
    Everybody,

    /// <summary>Node's library (or ActorPm's preload) speaks to the primary of its cluster.</summary>
    Primary,
}
