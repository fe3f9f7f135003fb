using ActorPm.Core.Instances;
using ActorPm.Core.Routing;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Why a socket could not be opened.</summary>
/// <param name="Errno">The kernel's error number.</param>
/// <param name="Sentence">For people, with the cure.</param>
public sealed record SocketProblem(int Errno, string Sentence)
{
    /// <summary>Whether somebody else has the address.</summary>
    public bool IsTaken => Errno == LibC.EADDRINUSE;

    /// <summary>Whether the app that wished for it is to blame.</summary>
    public StartFailure Failure => LaunchFailure.Kind(Errno);

    /// <summary>Turns an error number into a sentence.</summary>
    internal static SocketProblem Explain(SocketWish wish, int errno) => new(errno, errno switch
    {
        LibC.EADDRINUSE when wish.Kind is SocketKind.Unix => $"Another program listens on {wish}, or a file that is no socket lies there; stop the one or remove the other.",
        LibC.EADDRINUSE => PortOwner.Find(wish) is { } owner
            ? $"{Capital(wish)} is taken by {owner}; stop that, or take another port."
            : $"{Capital(wish)} is taken by another program; stop that, or take another port.",
        LibC.EADDRNOTAVAIL => $"{wish.Host} is no address of this machine; take another, or the port alone for all addresses.",
        LibC.EACCES when wish.Kind is SocketKind.Unix => $"{wish} may not be made there; change the permissions of its directory.",
        LibC.EACCES => $"{Capital(wish)} is for privileged programs (below net.ipv4.ip_unprivileged_port_start); take a higher one, or run the daemon as root.",
        LibC.ENOENT or LibC.ENOTDIR => $"The directory of {wish} does not exist; create it.",
        LibC.EMFILE or LibC.ENFILE => "Too many files are open; raise the limit of open files (ulimit -n) of the daemon.",
        LibC.EINVAL => $"{wish} is no address to listen on.",
        _ => $"{Capital(wish)} could not be opened ({LibC.Describe(errno)}).",
    });

    private static string Capital(SocketWish wish) => wish.ToString() is var text && text.StartsWith('p') ? $"P{text[1..]}" : text;
}
