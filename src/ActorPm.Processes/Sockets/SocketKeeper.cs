using System.Net;
using ActorPm.Core.Routing;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Opens listening sockets so that they outlive the daemon, and takes back those that did. Any thread.</summary>
public interface ISocketKeeper
{
    /// <summary>The socket that fits a wish: from what an earlier daemon left, else from the first process that has it; null when none has.</summary>
    /// <param name="serials">The slots whose processes may have it.</param>
    /// <param name="wish">What it must be.</param>
    ListeningSocket? TakeBack(IEnumerable<long> serials, SocketWish wish);

    /// <summary>What an earlier daemon left, else a new one.</summary>
    /// <param name="wish">Which.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>The socket; null when there is a problem.</returns>
    ListeningSocket? Open(SocketWish wish, out SocketProblem? problem);
}

/// <inheritdoc/>
internal sealed unsafe class SocketKeeper(Slots slots, DescriptorStore store) : ISocketKeeper
{
    /// <summary>How long a port may still be open elsewhere after it was closed here: at the guard, which hears of it a moment later.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public ListeningSocket? Open(SocketWish wish, out SocketProblem? problem)
    {
        problem = null;
        if (Left(wish) is { } left)
        {
            return left;
        }

        var opened = ListeningSocket.Open(wish, out problem);
        while (problem is { IsTaken: true } && store.HasJustDropped(Closing))
        {
            Thread.Sleep(1);
            opened = ListeningSocket.Open(wish, out problem);
        }

        return opened?.KeptIn(store);
    }

    /// <inheritdoc/>
    public ListeningSocket? TakeBack(IEnumerable<long> serials, SocketWish wish)
    {
        if (Left(wish) is { } left)
        {
            return left;
        }

        foreach (var serial in serials)
        {
            if (slots.Find(serial) is not { } slot)
            {
                continue;
            }

            int pidfd, pid;
            lock (slot.Gate)
            {
                // Not ended, hence not reaped: the pid is its own.
                if (slot.Current is not { Exit: null } process)
                {
                    continue;
                }

                pid = process.Pid;
                pidfd = LibC.pidfd_open(pid);
            }

            if (pidfd < 0)
            {
                continue;
            }

            var found = Find(pid, pidfd, wish);
            _ = LibC.close(pidfd);
            if (found is not null)
            {
                return found.KeptIn(store);
            }
        }

        return null;
    }

    private ListeningSocket? Left(SocketWish wish)
    {
        SocketName? named = null;
        var descriptor = store.TakeSocket(candidate => Fits(candidate, wish) && (named = SocketAddress.NameOf(candidate)) is { } name && IsNamed(name, wish));
        return descriptor < 0 ? null : ListeningSocket.Reclaimed(descriptor, wish, named!).KeptIn(store);
    }

    private static ListeningSocket? Find(int pid, int pidfd, SocketWish wish)
    {
        foreach (var (number, _) in SocketTable.Of(pid))
        {
            var descriptor = LibC.pidfd_getfd(pidfd, number);
            if (descriptor < 0)
            {
                continue;
            }

            if (Fits(descriptor, wish) && SocketAddress.NameOf(descriptor) is { } name && IsNamed(name, wish))
            {
                return ListeningSocket.Reclaimed(descriptor, wish, name);
            }

            _ = LibC.close(descriptor);
        }

        return null;
    }

    private static bool Fits(int descriptor, SocketWish wish) => wish.Kind is SocketKind.Udp
        ? Option(descriptor, LibC.SO_TYPE) == LibC.SOCK_DGRAM
        : Option(descriptor, LibC.SO_ACCEPTCONN) == 1;

    private static bool IsNamed(SocketName name, SocketWish wish)
    {
        if (wish.Kind is SocketKind.Unix)
        {
            return name.Family is null && name.Address == wish.Path;
        }

        return name.Family is not null && name.Port == wish.Port
            && (wish.Host is null ? name.Address is "::" or "0.0.0.0" : IPAddress.TryParse(wish.Host, out var host) && IPAddress.Parse(name.Address).Equals(host));
    }

    private static int Option(int descriptor, int option)
    {
        int value;
        var length = (uint)sizeof(int);
        return LibC.getsockopt(descriptor, LibC.SOL_SOCKET, option, &value, &length) == 0 ? value : -1;
    }
}
