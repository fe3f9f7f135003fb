using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorPm.Cluster.Tests.Networks;

/// <summary>
/// A hub that the test is itself: a TAP device for each machine, and every frame goes to all other machines, late or not at all. What <c>tc netem</c> does, on kernels
/// without it, and with a seed. Cables can be cut in one direction; what is lost then is lost without a word.
/// </summary>
internal sealed partial class Hub : IWire
{
    private const int LongestFrame = 65536, OpenFlags = 0x2 | 0x800 | 0x80000; // O_RDWR, O_NONBLOCK, O_CLOEXEC
    private const uint SetInterface = 0x400454ca; // TUNSETIFF
    private const short TapWithoutHeader = 0x0002 | 0x1000, Readable = 0x1; // IFF_TAP, IFF_NO_PI; POLLIN
    private const int RequestBytes = 40, NameBytes = 16, LongestWait = 20; // struct ifreq; milliseconds

    private readonly PriorityQueue<(SafeFileHandle To, byte[] Frame), long> _underway = new();
    private readonly Random _chance;
    private readonly Thread _thread;
    private volatile SafeFileHandle[] _ports = [];
    private volatile LinkQuality _quality = LinkQuality.Good;
    private volatile ImmutableHashSet<(int From, int To)> _cuts = [];
    private volatile bool _ends;

    /// <summary>Makes one without machines.</summary>
    /// <param name="seed">Of what is lost.</param>
    public Hub(int seed)
    {
        _chance = new Random(seed);
        _thread = new Thread(Run) { IsBackground = true, Name = "hub" };
        _thread.Start();
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Obstacle => File.Exists("/dev/net/tun") ? null : "There is no /dev/net/tun here.";

    /// <summary>How frames fare from now on, in all directions.</summary>
    public LinkQuality Quality
    {
        get => _quality;
        set => _quality = value;
    }

    /// <summary>From now on nobody hears a machine.</summary>
    public void Mute(Machine machine) => _cuts = _cuts.Union(Enumerable.Range(0, _ports.Length).Select(to => (machine.Number - 1, to)));

    /// <summary>From now on a machine hears nobody.</summary>
    public void Deafen(Machine machine) => _cuts = _cuts.Union(Enumerable.Range(0, _ports.Length).Select(from => (from, machine.Number - 1)));

    /// <summary>All hear each other again.</summary>
    public void Mend() => _cuts = [];

    /// <summary>How many frames have been lost.</summary>
    public int Lost { get; private set; }

    /// <summary>How many have arrived.</summary>
    public int Arrived { get; private set; }

    /// <inheritdoc/>
    public async Task AttachAsync(Machine machine)
    {
        var port = Open("/dev/net/tun", OpenFlags);
        if (port.IsInvalid)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        // The device stays with its descriptor wherever it is moved, and ends with it.
        await SystemCommand.RunAsync("ip", "link", "set", NewDevice(port), "netns", machine.Namespace, "name", "eth0");
        _ports = [.. _ports, port];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _ends = true;
        _thread.Join();
        foreach (var port in _ports)
        {
            port.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static string NewDevice(SafeFileHandle port)
    {
        Span<byte> request = stackalloc byte[RequestBytes];
        Encoding.ASCII.GetBytes("apmtap%d", request);
        MemoryMarshal.Write(request[NameBytes..], TapWithoutHeader);
        return Control(port, SetInterface, request) == 0
            ? Encoding.ASCII.GetString(request[..request.IndexOf((byte)0)])
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private void Run()
    {
        var frame = new byte[LongestFrame];
        while (!_ends)
        {
            var ports = _ports;
            Wait(ports);
            for (var from = 0; from < ports.Length; from++)
            {
                // Less than nothing: no more frames, or no device any more since its machine is gone.
                while (Read(ports[from], frame, LongestFrame) is var got and > 0)
                {
                    Take(ports, from, frame.AsSpan(0, (int)got));
                }
            }

            while (_underway.TryPeek(out _, out var due) && due <= Stopwatch.GetTimestamp())
            {
                var (to, late) = _underway.Dequeue();
                _ = Write(to, late, late.Length);
                Arrived++;
            }
        }
    }

    private void Take(SafeFileHandle[] ports, int from, ReadOnlySpan<byte> frame)
    {
        var (quality, cuts) = (_quality, _cuts);
        for (var to = 0; to < ports.Length; to++)
        {
            if (to == from)
            {
                continue;
            }

            if (cuts.Contains((from, to)) || _chance.NextDouble() < quality.Loss)
            {
                Lost++;
                continue;
            }

            _underway.Enqueue((ports[to], frame.ToArray()), Stopwatch.GetTimestamp() + (long)(quality.Delay.TotalSeconds * Stopwatch.Frequency));
        }
    }

    private void Wait(SafeFileHandle[] ports)
    {
        var wait = _underway.TryPeek(out _, out var due) ? Math.Clamp((int)((due - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency) + 1, 0, LongestWait) : LongestWait;
        Span<PollEntry> entries = stackalloc PollEntry[ports.Length];
        for (var index = 0; index < ports.Length; index++)
        {
            entries[index] = new PollEntry { Descriptor = (int)ports[index].DangerousGetHandle(), Events = Readable };
        }

        _ = Poll(entries, (nuint)entries.Length, wait);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, Span<byte> argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Span<PollEntry> entries, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry // struct pollfd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
