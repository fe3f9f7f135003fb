using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>Brings spools and logs into agreement after the sudden death of a daemon.</summary>
internal static class SpoolRecovery
{
    /// <summary>What a spool's name has behind the name of its pipe.</summary>
    public const string Ending = ".spool";

    /// <summary>
    /// Settles all spools of a directory. Before the first log is written: a log with several writers may end with the torn write of any of them.
    /// </summary>
    public static void SettleAll(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Ending))
        {
            var descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_CLOEXEC, 0);
            if (descriptor >= 0)
            {
                _ = TrySettle(descriptor, out _);
                _ = LibC.close(descriptor);
            }
        }
    }

    /// <summary>Finds out how far the logs of one spool are, and cuts off what a write left unfinished. Changes nothing when done again.</summary>
    /// <returns>Whether it is a spool.</returns>
    public static bool TrySettle(int descriptor, out SpoolHeader header)
    {
        if (!SpoolHeader.TryRead(descriptor, out header))
        {
            return false;
        }

        if (header is { Cut: 0, First.Length: 0, Second.Length: 0 })
        {
            return true;
        }

        if (header.Cut > 0 && LibC.ftruncate(descriptor, header.Cut) != 0)
        {
            return false;
        }

        header.Cut = 0;

        var paths = SpoolPaths.Read(descriptor, header.Logs);
        for (var log = 0; log < header.Logs; log++)
        {
            ref var share = ref SpoolHeader.Share(ref header, log);
            if (share.Length > 0)
            {
                Settle(ref share, paths[log]);
            }
        }

        return header.TryWrite(descriptor);
    }

    private static void Settle(ref SpoolShare share, string path)
    {
        var log = LibC.open(path, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        var verdict = share.Judge(log < 0 ? null : FileIdentity.Of(log), log < 0 ? 0 : LibC.lseek(log, 0, LibC.SEEK_END));
        if (verdict == SpoolVerdict.Torn)
        {
            _ = LibC.ftruncate(log, share.Before);
        }
        else if (verdict == SpoolVerdict.Written)
        {
            share.Head = share.To;
        }

        share.Length = 0;
        if (log >= 0)
        {
            _ = LibC.close(log);
        }
    }
}
