using System.Runtime.InteropServices;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>What stands at the beginning of a <see cref="LineSpool"/>: written as a whole by one write within one page, which the death of the daemon does not cut in two.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SpoolHeader
{
    /// <summary>Where the bytes of the pipe begin; the paths of the logs stand before.</summary>
    public const long DataStart = 3 * 4096;

    /// <summary>Where the paths begin.</summary>
    public const int PathsStart = 256;

    private const ulong Magic = 0x31304C4F4F505341;

    private ulong _magic;

    /// <summary>How many logs the bytes go to: 1 or 2.</summary>
    public int Logs;

    private int _unused;

    /// <summary>The file is to be cut to this size before anything else; 0 means it has its size.</summary>
    public long Cut;

    /// <summary>The output's own log.</summary>
    public SpoolShare First;

    /// <summary>The combined one.</summary>
    public SpoolShare Second;

    /// <summary>Nothing is in the spool.</summary>
    public static SpoolHeader New(int logs) => new() { _magic = Magic, Logs = logs, First = { Head = DataStart }, Second = { Head = DataStart } };

    /// <summary>From where on bytes lack in some log.</summary>
    public readonly long Head => Logs > 1 ? Math.Min(First.Head, Second.Head) : First.Head;

    /// <summary>The share of one log.</summary>
    public static ref SpoolShare Share(ref SpoolHeader header, int log) => ref log == 0 ? ref header.First : ref header.Second;

    /// <summary>Reads the header of a file.</summary>
    /// <returns>Whether it has one.</returns>
    public static bool TryRead(int descriptor, out SpoolHeader header)
    {
        fixed (SpoolHeader* start = &header)
        {
            return LibC.pread(descriptor, start, (nuint)sizeof(SpoolHeader), 0) == sizeof(SpoolHeader)
                && header is { _magic: Magic, Logs: 1 or 2, First.Head: >= DataStart, Second.Head: >= DataStart };
        }
    }

    /// <summary>Writes it.</summary>
    /// <returns>Whether that could be done.</returns>
    public bool TryWrite(int descriptor)
    {
        fixed (SpoolHeader* start = &this)
        {
            return LibC.pwrite(descriptor, start, (nuint)sizeof(SpoolHeader), 0) == sizeof(SpoolHeader);
        }
    }
}

/// <summary>How far one log has come, and the write to it that was announced last.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SpoolShare
{
    /// <summary>The bytes of the spool before this place are in the log, or were dropped.</summary>
    public long Head;

    /// <summary>What <see cref="Head"/> is when the announced write has happened.</summary>
    public long To;

    /// <summary>How long the log was before that write.</summary>
    public long Before;

    /// <summary>How many bytes it adds; 0 when none is announced.</summary>
    public long Length;

    /// <summary>To which file.</summary>
    public FileIdentity File;

    /// <summary>What became of the announced write.</summary>
    /// <param name="file">The file at the log's path now; null when there is none.</param>
    /// <param name="size">How long it is.</param>
    public readonly SpoolVerdict Judge(FileIdentity? file, long size) =>
        Length <= 0 ? SpoolVerdict.Unwritten
        : file != File || size < Before || size > Before + Length ? SpoolVerdict.Unknown
        : size == Before + Length ? SpoolVerdict.Written
        : size > Before ? SpoolVerdict.Torn
        : SpoolVerdict.Unwritten;
}

/// <summary>What became of a write that was announced before the death of a daemon.</summary>
internal enum SpoolVerdict
{
    /// <summary>It is to be done, or nothing was announced.</summary>
    Unwritten,

    /// <summary>A part of it is in the log: that part is cut off, and the write done anew.</summary>
    Torn,

    /// <summary>It was done.</summary>
    Written,

    /// <summary>The log is another one, or others wrote to it: it stays as it is and the write is done anew, since repeating is better than losing.</summary>
    Unknown,
}
