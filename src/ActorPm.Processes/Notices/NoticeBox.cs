using ActorPm.Core.Health;

namespace ActorPm.Processes.Notices;

/// <summary>What an app said and nobody has taken yet: as much as one notice, however often it speaks.</summary>
internal sealed class NoticeBox
{
    private readonly Lock _gate = new();
    private NotifyText? _said;
    private Action? _arrived;

    /// <summary>From now on this caller is told.</summary>
    public void Hear(Action arrived)
    {
        lock (_gate)
        {
            _arrived = arrived;
            if (_said is null)
            {
                return;
            }
        }

        arrived();
    }

    /// <summary>It said something more.</summary>
    public void Add(NotifyText text)
    {
        Action? arrived;
        lock (_gate)
        {
            arrived = _said is null ? _arrived : null;
            _said = _said?.Then(text) ?? text;
        }

        arrived?.Invoke();
    }

    /// <summary>All that it said since the last call.</summary>
    public NotifyText Take()
    {
        lock (_gate)
        {
            var said = _said ?? NotifyText.Nothing;
            _said = null;
            return said;
        }
    }
}
