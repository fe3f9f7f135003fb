using System.Globalization;

namespace ActorPm.Processes.Native;

/// <summary>What /proc/PID/stat says of a process, as far as it matters here.</summary>
/// <param name="Pid">Field 1.</param>
/// <param name="State">Field 3: R, S, D, T, Z (zombie), X (dead).</param>
/// <param name="Parent">Field 4.</param>
/// <param name="Session">Field 6.</param>
/// <param name="CpuTicks">Fields 14 and 15: processor time used, user and system, in clock ticks.</param>
/// <param name="StartTicks">Field 22: when it started after boot, in clock ticks. With boot id and pid this is its identity.</param>
/// <param name="ResidentPages">Field 24.</param>
/// <param name="WaitStatus">Field 52: how it ended, once it is a zombie; 0 when the reader may not know.</param>
internal readonly record struct ProcessStat(
    int Pid, char State, int Parent, int Session, long CpuTicks, long StartTicks, long ResidentPages, int WaitStatus)
{
    /// <summary>How many threads it has.</summary>
    public int Threads { get; init; }

    /// <summary>Whether it still runs code; a zombie does not.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');

    /// <summary>Reads the stat file of a process; false when there is no such process (any more).</summary>
    public static bool TryRead(int pid, out ProcessStat stat)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ProcFile.Read(pid, "stat\0"u8, buffer);
        if (length <= 0)
        {
            stat = default;
            return false;
        }

        return TryParse(buffer[..length], out stat);
    }

    /// <summary>Parses the text. The program's name (field 2) may hold blanks and brackets, so fields are counted from the last bracket.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ProcessStat stat)
    {
        stat = default;
        var end = text.LastIndexOf((byte)')');
        var open = text.IndexOf((byte)' ');
        if (end < 0 || open < 0 || end + 2 >= text.Length || !int.TryParse(text[..open], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
        {
            return false;
        }

        var rest = text[(end + 2)..];
        var state = (char)rest[0];
        long parent = 0, session = 0, cpu = 0, start = 0, pages = 0, waitStatus = 0, threads = 0;
        var field = 3;
        var at = 0;
        while (at < rest.Length && field <= 52)
        {
            var value = 0L;
            while (at < rest.Length && rest[at] is not ((byte)' ' or (byte)'\n'))
            {
                if (rest[at] is >= (byte)'0' and <= (byte)'9')
                {
                    value = unchecked((value * 10) + (rest[at] - '0'));
                }

                at++;
            }

            switch (field)
            {
                case 4: parent = value; break;
                case 6: session = value; break;
                case 14: cpu = value; break;
                case 15: cpu += value; break;
                case 20: threads = value; break;
                case 22: start = value; break;
                case 24: pages = value; break;
                case 52: waitStatus = value; break;
                default: break;
            }

            field++;
            at++;
        }

        stat = new ProcessStat(pid, state, (int)parent, (int)session, cpu, start, pages, (int)waitStatus) { Threads = (int)threads };
        return field > 24;
    }
}
