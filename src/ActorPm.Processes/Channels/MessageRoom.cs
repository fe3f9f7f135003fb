namespace ActorPm.Processes.Channels;

/// <summary>
/// How much an observer was handed and has not dealt with. Each observer has a room of its own, so that what an earlier one left lying does not
/// count against the next.
/// </summary>
/// <param name="reopened">Called, on any thread, when a room that was full is half empty again.</param>
internal sealed class MessageRoom(Action reopened)
{
    /// <summary>At most this many messages are out.</summary>
    public const int MostMessages = 1024;

    /// <summary>No more is handed out when this many bytes are out.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private int _messages;
    private long _bytes;
    private Door _door;

    private enum Door
    {
        Open,
        Shut,
    }

    /// <summary>Whether all that was handed out has been dealt with.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _messages == 0;
            }
        }
    }

    /// <summary>Whether one more may be handed out. If not, <c>reopened</c> is called later.</summary>
    public bool Admits()
    {
        lock (_gate)
        {
            if (_messages >= MostMessages || _bytes >= MostBytes)
            {
                _door = Door.Shut;
            }

            return _door == Door.Open;
        }
    }

    /// <summary>A message was handed out.</summary>
    public void Take(int bytes)
    {
        lock (_gate)
        {
            _messages++;
            _bytes += bytes;
        }
    }

    /// <summary>A message was dealt with.</summary>
    public void Give(int bytes)
    {
        lock (_gate)
        {
            _messages--;
            _bytes -= bytes;
            if (_door == Door.Open || _messages > MostMessages / 2 || _bytes > MostBytes / 2)
            {
                return;
            }

            _door = Door.Open;
        }

        reopened();
    }
}
