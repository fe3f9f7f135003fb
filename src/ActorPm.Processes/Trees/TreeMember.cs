using ActorPm.Processes.Events;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Trees;

/// <summary>A process that is watched though no slot launched it: a descendant of one, or an orphan that fell to the daemon and is to be reaped.</summary>
internal sealed class TreeMember : EventSource
{
    private readonly TreeKeeper _keeper;

    public TreeMember(ProcessStat stat, int pidfd, LaunchedProcess? owner, TreeKeeper keeper)
    {
        Pid = stat.Pid;
        StartTicks = stat.StartTicks;
        Session = stat.Session;
        Descriptor = pidfd;
        Owner = owner;
        _keeper = keeper;
    }

    /// <inheritdoc/>
    public override Urgency Urgency => Urgency.First;

    /// <summary>Its process id.</summary>
    public int Pid { get; }

    /// <summary>When it started, in clock ticks after boot.</summary>
    public long StartTicks { get; }

    /// <summary>The session it was in when it was found.</summary>
    public int Session { get; }

    /// <summary>To whose tree it belongs; null when to none that is known.</summary>
    public LaunchedProcess? Owner { get; set; }

    /// <inheritdoc/>
    public override void Ready() => _keeper.MemberEnded(this);

    /// <summary>Closes the descriptor.</summary>
    public void Close()
    {
        var descriptor = Descriptor;
        Descriptor = -1;
        _ = LibC.close(descriptor);
    }
}
