using System.Net;
using ActorPm.Core.Routing;
using ActorPm.Processes.Handover;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Takes listening sockets back from apps that held them while there was no daemon, or from the daemon before that handed them over. Any thread.</summary>
public interface ISocketReclaim
{
    /// <summary>The socket that fits a wish: one that was handed over, else from the first process that has it; null when none has.</summary>
    /// <param name="serials">The slots whose processes may have it.</param>
    /// <param name="wish">What it must be.</param>
    ListeningSocket? TakeBack(IEnumerable<long> serials, SocketWish wish);
}

/// <inheritdoc/>
internal sealed unsafe class SocketReclaim(Slots slots, DescriptorBundle inherited) : ISocketReclaim
{
    /// <inheritdoc/>
    public ListeningSocket? TakeBack(IEnumerable<long> serials, SocketWish wish)
    {
        if (FindInherited(wish) is { } handed)
        {
            return handed;
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
                return found;
            }
        }

        return null;
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

    private ListeningSocket? FindInherited(SocketWish wish)
    {
        foreach (var (key, number) in inherited.All)
        {
            if (key.IsSocket && Fits(number, wish) && SocketAddress.NameOf(number) is { } name && IsNamed(name, wish) && inherited.Take(key) is var descriptor and >= 0)
            {
                return ListeningSocket.Reclaimed(descriptor, wish, name);
            }
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
