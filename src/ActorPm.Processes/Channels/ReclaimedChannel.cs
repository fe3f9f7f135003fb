using ActorPm.Core.Guard;
using ActorPm.Processes.Handover;
using ActorPm.Processes.Native;
using ActorPm.Processes.Records;

namespace ActorPm.Processes.Channels;

/// <summary>Takes the daemon's end of a channel from the daemon before, or back from the app that held it while there was no daemon.</summary>
internal static class ReclaimedChannel
{
    /// <summary>Duplicates the descriptor.</summary>
    /// <param name="pidfd">The process, verified.</param>
    /// <param name="record">Says which descriptor, and which socket that must be.</param>
    /// <param name="inherited">What the daemon before handed over; null for nothing.</param>
    /// <param name="problem">Why there is none although the app was launched with one, in one sentence; else null.</param>
    /// <returns>The descriptor, or -1.</returns>
    public static int Open(int pidfd, RuntimeRecord record, DescriptorBundle? inherited, out string? problem)
    {
        problem = null;
        if (record.Channel is not { } trace)
        {
            return -1;
        }

        if (inherited?.Take(DescriptorKey.Of(record.Serial, SlotPart.Channel)) is { } handed and >= 0)
        {
            if (FileIdentity.Of(handed) == trace.Socket)
            {
                return handed;
            }

            _ = LibC.close(handed);
        }

        // The kernel asks for what a debugger needs: root, or the same user where Yama does not restrict that to descendants.
        var descriptor = LibC.pidfd_getfd(pidfd, trace.Descriptor);
        var errno = LibC.Errno;
        if (descriptor >= 0)
        {
            if (FileIdentity.Of(descriptor) == trace.Socket)
            {
                return descriptor;
            }

            _ = LibC.close(descriptor);
        }

        problem = descriptor < 0 && errno == LibC.EPERM
            ? $"The kernel lets this daemon take no channel back from pid {record.Pid} (kernel.yama.ptrace_scope, or another user); restart the app to talk to it again."
            : $"Pid {record.Pid} has closed the channel's other end, which it held for this daemon; restart the app to talk to it again.";
        return -1;
    }
}
