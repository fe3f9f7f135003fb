using ActorPm.Core.Guard;

namespace ActorPm.Cli.Guard;

/// <summary>How processes ended that had become the guard's children, until a daemon has taken that over. The newest stay when there are too many.</summary>
internal sealed class EndedChildren
{
    /// <summary>The most that are remembered.</summary>
    public const int Most = 8192;

    private readonly Queue<GuardMessage.Exited> _ended = new();
    private int _told;

    /// <summary>One more.</summary>
    public void Add(GuardMessage.Exited exited)
    {
        _ended.Enqueue(exited);
        if (_ended.Count > Most)
        {
            _ended.Dequeue();
            _told = Math.Max(0, _told - 1);
        }
    }

    /// <summary>All of them, oldest first, which the daemon is told now.</summary>
    public GuardMessage.Exited[] Tell()
    {
        _told = _ended.Count;
        return [.. _ended];
    }

    /// <summary>A daemon that was told them takes commands: it has done its work with them.</summary>
    public void ForgetTold()
    {
        for (; _told > 0; _told--)
        {
            _ended.Dequeue();
        }
    }
}
