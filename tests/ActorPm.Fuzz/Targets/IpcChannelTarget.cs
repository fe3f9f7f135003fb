using ActorPm.Core.Instances;
using ActorPm.Fuzz.Engine;
using ActorPm.Processes;
using ActorPm.Processes.Channels;
using ActorPm.Processes.Events;
using ActorPm.Processes.Native;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// The daemon's end of a channel over a real socket pair: an app writes whatever it likes and closes. What comes through is heard, no line is invented, and the end
/// is told; the event thread, which all apps share, goes on.
/// </summary>
internal sealed unsafe class IpcChannelTarget : IFuzzTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly EventLoop _loop = new("fuzzed-events");
    private Exception? _death;

    /// <summary>Listens for what ends the event thread: it would end the daemon.</summary>
    public IpcChannelTarget() => AppDomain.CurrentDomain.UnhandledException += (_, said) => _death = said.ExceptionObject as Exception;

    /// <inheritdoc/>
    public string Name => "ipc-channel";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
        ["{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Native\",\"msg\":", "{\"cmd\":\"NODE_HANDLE_ACK\"}\n", "{\"cmd\":\"NODE_HANDLE_NACK\"}\n", "{\"cmd\":\"NODE_", "\"cmd\":", "\n", "NODE_CLUSTER", "NODE_HANDLE"];

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var ends = stackalloc int[2];
        if (LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, ends) != 0)
        {
            throw new IOException($"No socket pair: {LibC.Describe(LibC.Errno)}.");
        }

        var app = ends[1];
        var channel = new NodeChannel(ends[0], 1, _loop, default);
        var observer = new Observer();
        channel.Begin(observer);
        fixed (byte* start = input.Span)
        {
            for (var sent = 0; sent < input.Length;)
            {
                var took = (int)LibC.send(app, start + sent, (nuint)(input.Length - sent), LibC.MSG_NOSIGNAL);
                if (took < 0)
                {
                    break;
                }

                sent += took;
            }
        }

        _ = LibC.close(app);
        if (!observer.Closed.Wait(Patience))
        {
            throw new BrokenPromiseException($"the end of an app's channel was never noticed{(_death is null ? "" : $": {_death}")}");
        }

        if (channel.State != ChannelState.Closed)
        {
            throw new BrokenPromiseException("a channel that was closed is open");
        }

        var lines = input.Span.Count((byte)'\n');
        if (observer.Messages > lines)
        {
            throw new BrokenPromiseException($"{lines} lines became {observer.Messages} messages");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loop.Dispose();

    private sealed class Observer : IProcessObserver
    {
        public ManualResetEventSlim Closed { get; } = new();

        public int Messages { get; private set; }

        public void Exited(int attempt, ExitStatus status, Leftovers leftovers)
        {
        }

        public void TreeGone(int attempt)
        {
        }

        public void Message(ChannelMessage message)
        {
            Messages++;
            message.Dispose();
        }

        public void ChannelClosed(int attempt) => Closed.Set();
    }
}
