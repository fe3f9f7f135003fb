using ActorPm.Processes.Native;
using ActorPm.Processes.Records;

namespace ActorPm.Processes.Launching;

/// <summary>
/// The descriptors that a child is given beside its outputs, and the daemon's ends of them. Disposing it closes whatever was not taken: after
/// the launch, the child's ends; after a launch that failed, all.
/// </summary>
internal sealed unsafe class Endowment : IDisposable
{
    /// <summary>The number of the first listening socket in the app; as systemd has it.</summary>
    public const int FirstSocket = 3;

    private readonly int[] _sockets;
    private int _writeInput = -1;
    private int _daemonChannel = -1;

    private Endowment(int sockets)
    {
        _sockets = new int[sockets];
        Array.Fill(_sockets, -1);
    }

    /// <summary>The listening sockets, duplicates.</summary>
    public ReadOnlySpan<int> Sockets => _sockets;

    /// <summary>The number of the app's end of a channel in the app; 3, as under PM2, without listening sockets.</summary>
    public int ChannelDescriptor => FirstSocket + _sockets.Length;

    /// <summary>
    /// The number under which the app holds the daemon's end for a later daemon. Small on purpose: at its start Node keeps the first sixteen
    /// descriptors from its own children.
    /// </summary>
    public int KeptDescriptor => ChannelDescriptor + 1;

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
        var endowment = new Endowment(order.Sockets.Length);
        var ends = stackalloc int[2];
        for (var i = 0; i < order.Sockets.Length; i++)
        {
            endowment._sockets[i] = LibC.fcntl(order.Sockets[i].Handle.Descriptor, LibC.F_DUPFD_CLOEXEC, endowment.KeptDescriptor + 1);
            if (endowment._sockets[i] < 0)
            {
                var failure = LaunchFailure.Explain(order, LibC.Errno);
                endowment.Dispose();
                throw failure;
            }
        }

        if (order.Input == InputUse.Pipe)
        {
            if (LibC.pipe2(ends, LibC.O_CLOEXEC | LibC.O_NONBLOCK) != 0)
            {
                var failure = LaunchFailure.Explain(order, LibC.Errno);
                endowment.Dispose();
                throw failure;
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

            endowment.Channel = endowment.AboveTargets(ends[0]);
            endowment._daemonChannel = endowment.AboveTargets(ends[1]);
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
        foreach (var descriptor in (ReadOnlySpan<int>)[Input, Channel, _writeInput, _daemonChannel, .. _sockets])
        {
            if (descriptor >= 0)
            {
                _ = LibC.close(descriptor);
            }
        }

        Input = Channel = _writeInput = _daemonChannel = -1;
        Array.Fill(_sockets, -1);
    }

    private static int Take(ref int descriptor)
    {
        var taken = descriptor;
        descriptor = -1;
        return taken;
    }

    /// <summary>A descriptor that already bears one of the numbers in the child would be overwritten there before it is moved to its own.</summary>
    private int AboveTargets(int descriptor)
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
