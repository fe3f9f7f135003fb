using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorPm.Core.Guard;

/// <summary>
/// Under which name a descriptor outlives the daemon that opened it: <c>slot/12/out</c>, <c>socket/4711</c>. What it stands for is known to
/// the daemon alone; whoever keeps it for the daemon only compares it.
/// </summary>
public readonly record struct DescriptorKey
{
    /// <summary>The longest key.</summary>
    public const int LongestKey = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789/-");

    private readonly string? _text;

    private DescriptorKey(string text) => _text = text;

    /// <summary>What a slot's process and its daemon share.</summary>
    /// <param name="serial">The slot.</param>
    /// <param name="part">Which of them.</param>
    public static DescriptorKey Of(long serial, SlotPart part) => new(string.Create(CultureInfo.InvariantCulture, $"slot/{serial}/{Word(part)}"));

    /// <summary>A socket that listens for apps.</summary>
    /// <param name="inode">The number that the kernel gave the socket; no two open ones have the same.</param>
    public static DescriptorKey OfSocket(ulong inode) => new(string.Create(CultureInfo.InvariantCulture, $"socket/{inode}"));

    /// <summary>A descriptor of which a daemon has one.</summary>
    /// <param name="thing">Which.</param>
    public static DescriptorKey Of(DaemonThing thing) => new(thing switch
    {
        DaemonThing.HomeLock => "daemon/lock",
        DaemonThing.ControlSocket => "daemon/control",
        _ => throw new ArgumentOutOfRangeException(nameof(thing), thing, "Not a descriptor of the daemon."),
    });

    /// <summary>Whether it is a listening socket of apps.</summary>
    public bool IsSocket => _text?.StartsWith("socket/", StringComparison.Ordinal) is true;

    /// <summary>The slot whose it is; null when it is no slot's.</summary>
    public long? Serial
    {
        get
        {
            var parts = _text?.Split('/');
            return parts is ["slot", var serial, _] && long.TryParse(serial, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
    }

    /// <summary>Reads one; false for what no daemon writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DescriptorKey key)
    {
        key = default;
        if (text is not { Length: > 0 and <= LongestKey } || text.AsSpan().ContainsAnyExcept(Allowed))
        {
            return false;
        }

        key = new DescriptorKey(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";

    private static string Word(SlotPart part) => part switch
    {
        SlotPart.Out => "out",
        SlotPart.Error => "err",
        SlotPart.Channel => "channel",
        SlotPart.Input => "input",
        SlotPart.Process => "process",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Not a part of a slot."),
    };
}

/// <summary>What a slot's process and its daemon share.</summary>
public enum SlotPart
{
    /// <summary>The pipe of standard output.</summary>
    Out,

    /// <summary>The pipe of standard error, where that is another one.</summary>
    Error,

    /// <summary>The daemon's end of Node's channel.</summary>
    Channel,

    /// <summary>The writing end of standard input.</summary>
    Input,

    /// <summary>The pidfd of the main process: since Linux 6.15 it tells how that ended, whoever reaped it.</summary>
    Process,
}

/// <summary>A descriptor of which a daemon has one.</summary>
public enum DaemonThing
{
    /// <summary>The lock of the home; handed on by an upgrade in place only.</summary>
    HomeLock,

    /// <summary>The socket of the control API; handed on by an upgrade in place only.</summary>
    ControlSocket,
}
