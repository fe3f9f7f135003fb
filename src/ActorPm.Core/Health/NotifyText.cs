using System.Text;

namespace ActorPm.Core.Health;

/// <summary>What an app said on its notify socket (sd_notify): several datagrams may be put together into one, the newest word of each kind wins.</summary>
public sealed record NotifyText
{
    /// <summary>The most characters of a status that are kept.</summary>
    public const int LongestStatus = 200;

    /// <summary>It said nothing that matters here.</summary>
    public static NotifyText Nothing { get; } = new();

    /// <summary><c>READY=1</c>, <c>STOPPING=1</c> or <c>RELOADING=1</c>, whichever came last.</summary>
    public NotifyPhase Phase { get; init; }

    /// <summary>Whether <c>READY=1</c> was among it, even if another word followed.</summary>
    public bool SaidReady { get; init; }

    /// <summary><c>WATCHDOG=1</c>, or <c>WATCHDOG=trigger</c>, which outweighs it.</summary>
    public WatchdogWord Watchdog { get; init; }

    /// <summary><c>STATUS=</c>, cut to <see cref="LongestStatus"/> printable characters; null when there was none.</summary>
    public string? Status { get; init; }

    /// <summary>Reads one datagram: lines of <c>NAME=value</c>. What is unknown, <c>MAINPID</c> included, changes nothing.</summary>
    public static NotifyText Parse(ReadOnlySpan<byte> datagram)
    {
        var text = Nothing;
        foreach (var range in datagram.Split((byte)'\n'))
        {
            var line = datagram[range].TrimEnd((byte)0);
            if (line.SequenceEqual("READY=1"u8))
            {
                text = text with { Phase = NotifyPhase.Ready, SaidReady = true };
            }
            else if (line.SequenceEqual("STOPPING=1"u8))
            {
                text = text with { Phase = NotifyPhase.Stopping };
            }
            else if (line.SequenceEqual("RELOADING=1"u8))
            {
                text = text with { Phase = NotifyPhase.Reloading };
            }
            else if (line.SequenceEqual("WATCHDOG=1"u8))
            {
                text = text with { Watchdog = text.Watchdog is WatchdogWord.Trigger ? WatchdogWord.Trigger : WatchdogWord.Alive };
            }
            else if (line.SequenceEqual("WATCHDOG=trigger"u8))
            {
                text = text with { Watchdog = WatchdogWord.Trigger };
            }
            else if (line.StartsWith("STATUS="u8))
            {
                text = text with { Status = Printable(Encoding.UTF8.GetString(line["STATUS="u8.Length..])) };
            }
        }

        return text;
    }

    /// <summary>Both, as if one datagram had followed the other.</summary>
    public NotifyText Then(NotifyText later) => new()
    {
        Phase = later.Phase is NotifyPhase.Unchanged ? Phase : later.Phase,
        SaidReady = SaidReady || later.SaidReady,
        Watchdog = Watchdog is WatchdogWord.Trigger || later.Watchdog is WatchdogWord.None ? Watchdog : later.Watchdog,
        Status = later.Status ?? Status,
    };

    // It is shown on terminals.
    private static string Printable(string status) =>
        new([.. status.Where(letter => !char.IsControl(letter)).Take(LongestStatus)]);
}

/// <summary>What an app says of what it is doing.</summary>
public enum NotifyPhase
{
    /// <summary>Nothing.</summary>
    Unchanged,

    /// <summary>It is ready, or has finished reloading.</summary>
    Ready,

    /// <summary>It reads its configuration anew, and serves meanwhile.</summary>
    Reloading,

    /// <summary>It is about to end.</summary>
    Stopping,
}

/// <summary>What an app says to its watchdog.</summary>
public enum WatchdogWord
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is alive.</summary>
    Alive,

    /// <summary>It found itself to be ill.</summary>
    Trigger,
}
