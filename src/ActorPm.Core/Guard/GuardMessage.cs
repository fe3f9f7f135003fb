using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ActorPm.Core.Guard;

/// <summary>
/// What daemon and guard say to each other over <see cref="GuardContract.SocketName"/>: a packet each (SOCK_SEQPACKET), UTF-8, words separated by a
/// blank, the first says what it is. Descriptors travel beside the packet (SCM_RIGHTS), one for each key, in the order of the keys.
/// </summary>
/// <remarks>
/// <code>
///  daemon ── hello 4242 /opt/apm/apmd ──► guard      who speaks, and from which program it runs
///         ── recall ──────────────────►
///         ◄── kept slot/1/out … (+ fds) ──           as many as there are
///         ◄── exited 4711 123456 1792 ────
///         ◄── recalled ───────────────────
///         ── ready ───────────────────►              it takes commands; this program is good
///         ── keep slot/2/out … (+ fds) ►             whenever something is opened
///         ── drop slot/2/out ─────────►
///         ◄── exited 4712 123999 0 ───────           of apps that are the guard's children by now; said before it reaps them
///         ── alive ───────────────────►              every few seconds
///         ── upgrading 30 /new/apmd ──►              it becomes another program now, and will say hello and ready within this time
///         ── leaving ─────────────────►              it ends for good: the guard ends too, when it has
///         ◄── fencing ────────────────────           the guard's answer to hello: it understands the next two; older guards do not say it, and hang up on both
///         ── fence 98765 7.2/4711/123456 … ►         ends these then (ms since boot), unless it is told a later time
///         ── unfence 7.2/4711/123456 … ►
///         ◄── fenced 7.2/4711/123456 … ───           has ended them
/// </code>
/// </remarks>
public abstract record GuardMessage
{
    /// <summary>The most descriptors of one packet; the kernel takes 253.</summary>
    public const int MostKeys = 64;

    /// <summary>The most processes of one packet.</summary>
    public const int MostProcesses = 64;

    /// <summary>The longest packet, in bytes.</summary>
    public const int LongestPacket = 8 * 1024;

    // A hundred years, in milliseconds.
    private const long LatestDeadline = 100L * 366 * 24 * 3600 * 1000;

    private GuardMessage()
    {
    }

    /// <summary>What is said of descriptors.</summary>
    /// <param name="Keys">1 to <see cref="MostKeys"/>.</param>
    public abstract record OfKeys(ImmutableArray<DescriptorKey> Keys) : GuardMessage
    {
        /// <inheritdoc/>
        public virtual bool Equals(OfKeys? other) => other is not null && EqualityContract == other.EqualityContract && Keys.SequenceEqual(other.Keys);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(EqualityContract, Keys.Length);
    }

    /// <summary>What is said of processes that may live for some time only.</summary>
    /// <param name="Processes">1 to <see cref="MostProcesses"/>.</param>
    public abstract record OfProcesses(ImmutableArray<FencedProcess> Processes) : GuardMessage
    {
        /// <inheritdoc/>
        public virtual bool Equals(OfProcesses? other) => other is not null && EqualityContract == other.EqualityContract && Processes.SequenceEqual(other.Processes);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(EqualityContract, Processes.Length);
    }

    /// <summary>The daemon says who it is.</summary>
    /// <param name="Pid">Its process; must be the sender's by the kernel's word.</param>
    /// <param name="Program">The program that it runs from, absolute.</param>
    public sealed record Hello(int Pid, string Program) : GuardMessage;

    /// <summary>The daemon asks for all that was kept for it and all that ended.</summary>
    public sealed record Recall : GuardMessage;

    /// <summary>The daemon takes commands: the program it runs from is good.</summary>
    public sealed record Ready : GuardMessage;

    /// <summary>The daemon's heartbeat.</summary>
    public sealed record Alive : GuardMessage;

    /// <summary>Descriptors are to be kept; a key that is known already stands for the new one from now on.</summary>
    /// <param name="Keys">One for each descriptor, 1 to <see cref="MostKeys"/>.</param>
    public sealed record Keep(ImmutableArray<DescriptorKey> Keys) : OfKeys(Keys);

    /// <summary>Descriptors need not be kept any longer; unknown keys mean nothing.</summary>
    /// <param name="Keys">1 to <see cref="MostKeys"/>.</param>
    public sealed record Drop(ImmutableArray<DescriptorKey> Keys) : OfKeys(Keys);

    /// <summary>The daemon is about to become another program, in the same process.</summary>
    /// <param name="Within">How long it may take until it says <see cref="Ready"/>; then the guard ends it and starts the last good program. Whole seconds, at least 1.</param>
    /// <param name="Program">What it becomes, absolute.</param>
    public sealed record Upgrading(TimeSpan Within, string Program) : GuardMessage;

    /// <summary>The daemon ends because it was told to.</summary>
    public sealed record Leaving : GuardMessage;

    /// <summary>What was kept, one descriptor for each key.</summary>
    /// <param name="Keys">1 to <see cref="MostKeys"/>.</param>
    public sealed record Kept(ImmutableArray<DescriptorKey> Keys) : OfKeys(Keys);

    /// <summary>A process that had become the guard's child ended.</summary>
    /// <param name="Pid">Which.</param>
    /// <param name="StartTicks">When it started after boot, in clock ticks: with the pid, an identity.</param>
    /// <param name="WaitStatus">How it ended, as wait(2) has it.</param>
    public sealed record Exited(int Pid, long StartTicks, int WaitStatus) : GuardMessage;

    /// <summary>All that was asked for by <see cref="Recall"/> has been said.</summary>
    public sealed record Recalled : GuardMessage;

    /// <summary>The guard understands <see cref="Fence"/> and <see cref="Unfence"/>; before this they are not to be said.</summary>
    public sealed record Fencing : GuardMessage;

    /// <summary>Processes, with their trees, are to be ended at a time, unless a later message names another one.</summary>
    /// <param name="Deadline">When: the time since boot, sleep included (CLOCK_BOOTTIME), in whole milliseconds.</param>
    /// <param name="Processes">1 to <see cref="MostProcesses"/>.</param>
    public sealed record Fence(TimeSpan Deadline, ImmutableArray<FencedProcess> Processes) : OfProcesses(Processes);

    /// <summary>Processes need not be ended any longer; unknown ones mean nothing.</summary>
    /// <param name="Processes">1 to <see cref="MostProcesses"/>.</param>
    public sealed record Unfence(ImmutableArray<FencedProcess> Processes) : OfProcesses(Processes);

    /// <summary>The guard has ended processes, since their time was over.</summary>
    /// <param name="Processes">1 to <see cref="MostProcesses"/>.</param>
    public sealed record Fenced(ImmutableArray<FencedProcess> Processes) : OfProcesses(Processes);

    /// <summary>The packet.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(this switch
    {
        Hello hello => string.Create(CultureInfo.InvariantCulture, $"hello {hello.Pid} {hello.Program}"),
        Recall => "recall",
        Ready => "ready",
        Alive => "alive",
        Keep keep => $"keep {string.Join(' ', keep.Keys)}",
        Drop drop => $"drop {string.Join(' ', drop.Keys)}",
        Upgrading upgrading => string.Create(CultureInfo.InvariantCulture, $"upgrading {(long)Math.Ceiling(upgrading.Within.TotalSeconds)} {upgrading.Program}"),
        Leaving => "leaving",
        Kept kept => $"kept {string.Join(' ', kept.Keys)}",
        Exited exited => string.Create(CultureInfo.InvariantCulture, $"exited {exited.Pid} {exited.StartTicks} {exited.WaitStatus}"),
        Recalled => "recalled",
        Fencing => "fencing",
        Fence fence => string.Create(CultureInfo.InvariantCulture, $"fence {(long)fence.Deadline.TotalMilliseconds} {string.Join(' ', fence.Processes)}"),
        Unfence unfence => $"unfence {string.Join(' ', unfence.Processes)}",
        Fenced fenced => $"fenced {string.Join(' ', fenced.Processes)}",
        _ => throw new InvalidOperationException($"Not a message of the guard: {this}."),
    });

    /// <summary>Reads a packet; false for what neither side writes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, [NotNullWhen(true)] out GuardMessage? message)
    {
        message = null;
        if (packet.Length is 0 or > LongestPacket || !System.Text.Unicode.Utf8.IsValid(packet))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(packet);
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var (word, rest) = blank < 0 ? (text, null) : (text[..blank], text[(blank + 1)..]);
        message = (word, rest) switch
        {
            ("hello", { } said) => ReadHello(said),
            ("recall", null) => new Recall(),
            ("ready", null) => new Ready(),
            ("alive", null) => new Alive(),
            ("keep", { } said) when ReadKeys(said) is { IsDefault: false } keys => new Keep(keys),
            ("drop", { } said) when ReadKeys(said) is { IsDefault: false } keys => new Drop(keys),
            ("upgrading", { } said) => ReadUpgrading(said),
            ("leaving", null) => new Leaving(),
            ("kept", { } said) when ReadKeys(said) is { IsDefault: false } keys => new Kept(keys),
            ("exited", { } said) => ReadExited(said),
            ("recalled", null) => new Recalled(),
            ("fencing", null) => new Fencing(),
            ("fence", { } said) => ReadFence(said),
            ("unfence", { } said) when ReadProcesses(said) is { IsDefault: false } processes => new Unfence(processes),
            ("fenced", { } said) when ReadProcesses(said) is { IsDefault: false } processes => new Fenced(processes),
            _ => null,
        };
        return message is not null;
    }

    private static Hello? ReadHello(string said) =>
        said.Split(' ', 2) is [var pid, ['/', ..] program] && Number(pid, 1, int.MaxValue) is { } number ? new Hello((int)number, program) : null;

    private static Upgrading? ReadUpgrading(string said) => said.Split(' ', 2) is [var within, ['/', ..] program] && Number(within, 1, 3600) is { } seconds
        ? new Upgrading(TimeSpan.FromSeconds(seconds), program)
        : null;

    private static Exited? ReadExited(string said) => said.Split(' ') is [var pid, var ticks, var status]
        && Number(pid, 1, int.MaxValue) is { } process && Number(ticks, 0, long.MaxValue) is { } started && Number(status, 0, 0xFFFF) is { } ended
        ? new Exited((int)process, started, (int)ended)
        : null;

    private static Fence? ReadFence(string said) =>
        said.Split(' ', 2) is [var deadline, var rest] && Number(deadline, 0, LatestDeadline) is { } milliseconds && ReadProcesses(rest) is { IsDefault: false } processes
            ? new Fence(TimeSpan.FromMilliseconds(milliseconds), processes)
            : null;

    private static ImmutableArray<FencedProcess> ReadProcesses(string said)
    {
        var words = said.Split(' ');
        if (words.Length > MostProcesses)
        {
            return default;
        }

        var processes = ImmutableArray.CreateBuilder<FencedProcess>(words.Length);
        foreach (var word in words)
        {
            if (!FencedProcess.TryParse(word, out var process))
            {
                return default;
            }

            processes.Add(process.Value);
        }

        return processes.MoveToImmutable();
    }

    private static ImmutableArray<DescriptorKey> ReadKeys(string said)
    {
        var words = said.Split(' ');
        if (words.Length > MostKeys)
        {
            return default;
        }

        var keys = ImmutableArray.CreateBuilder<DescriptorKey>(words.Length);
        foreach (var word in words)
        {
            if (!DescriptorKey.TryParse(word, out var key))
            {
                return default;
            }

            keys.Add(key);
        }

        return keys.MoveToImmutable();
    }

    private static long? Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
