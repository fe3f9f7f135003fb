using ActorPm.Processes.Native;
using ActorPm.Processes.Records;

namespace ActorPm.Processes.Launching;

/// <summary>
/// The descriptors that a child is given beside its outputs, and the daemon's ends of them. Disposing it closes whatever was not taken: after
/// the launch, the child's ends; after a launch that failed, all.
/// </summary>
internal sealed unsafe class Endowment : IDisposable
{
    /// <summary>The number of the app's end of a channel in the app; as under PM2.</summary>
    public const int ChannelDescriptor = 3;

    /// <summary>
    /// The number under which the app holds the daemon's end for a later daemon. Small on purpose: at its start Node keeps the first sixteen
    /// descriptors from its own children.
    /// </summary>
    public const int KeptDescriptor = 4;

    private int _writeInput = -1;
    private int _daemonChannel = -1;

    private Endowment()
    {
    }

    /// <summary>The reading end of the input pipe; -1 for none.</summary>
    public int Input { get; private set; } = -1;

    /// <summary>The app's end of the channel; -1 for none.</summary>
    public int Channel { get; private set; } = -1;

    /// <summary>The daemon's end of the channel; -1 for none.</summary>
    public int Kept => _daemonChannel;

    /// <summary>Where a later daemon finds the channel.</summary>
    public ChannelTrace? ChannelTrace => _daemonChannel >= 0 && FileIdentity.Of(_daemonChannel) is { } socket ? new ChannelTrace(KeptDescriptor, socket) : null;

    /// <summary>Which pipe the input is.</summary>
    public FileIdentity? InputIdentity => _writeInput >= 0 ? FileIdentity.Of(_writeInput) : null;

    /// <summary>Opens what an order asks for.</summary>
    /// <exception cref="LaunchException">The limit of open files is reached.</exception>
    public static Endowment For(LaunchOrder order)
    {
        var endowment = new Endowment();
        var ends = stackalloc int[2];
        if (order.Input == InputUse.Pipe)
        {
            if (LibC.pipe2(ends, LibC.O_CLOEXEC | LibC.O_NONBLOCK) != 0)
            {
                throw LaunchFailure.Explain(order, LibC.Errno);
            }

            endowment.Input = ends[0];
            endowment._writeInput = ends[1];
        }

        if (order.Channel == ChannelUse.Node)
        {
            if (LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, ends) != 0)
            {
                var failure = LaunchFailure.Explain(order, LibC.Errno);
                endowment.Dispose();
                throw failure;
            }

            endowment.Channel = AboveTargets(ends[0]);
            endowment._daemonChannel = AboveTargets(ends[1]);
        }

        return endowment;
    }

    /// <summary>The writing end of the input pipe, which is the caller's from now on; -1 for none.</summary>
    public int TakeInput() => Take(ref _writeInput);

    /// <summary>The daemon's end of the channel, which is the caller's from now on; -1 for none.</summary>
    public int TakeChannel() => Take(ref _daemonChannel);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var descriptor in (ReadOnlySpan<int>)[Input, Channel, _writeInput, _daemonChannel])
        {
            if (descriptor >= 0)
            {
                _ = LibC.close(descriptor);
            }
        }

        Input = Channel = _writeInput = _daemonChannel = -1;
    }

    private static int Take(ref int descriptor)
    {
        var taken = descriptor;
        descriptor = -1;
        return taken;
    }

    /// <summary>A descriptor that already bears one of the numbers in the child would be overwritten there before it is moved to its own.</summary>
    private static int AboveTargets(int descriptor)
    {
        if (descriptor > KeptDescriptor)
        {
            return descriptor;
        }

        var above = LibC.fcntl(descriptor, LibC.F_DUPFD_CLOEXEC, KeptDescriptor + 1);
        _ = LibC.close(descriptor);
        return above;
    }
}
