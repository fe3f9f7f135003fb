namespace ActorPm.Processes.Native;

/// <summary>What is free of a file system.</summary>
/// <param name="FreeBytes">What a user without privileges may still write.</param>
/// <param name="TotalBytes">Its size.</param>
internal readonly record struct FreeSpace(long FreeBytes, long TotalBytes)
{
    /// <summary>Of the file system of an open file; null when it does not tell.</summary>
    public static unsafe FreeSpace? Of(int descriptor)
    {
        var answer = stackalloc ulong[32];
        return LibC.fstatvfs(descriptor, answer) == 0 ? Read(answer) : null;
    }

    /// <summary>Of the file system of a path; null when there is no such path or it does not tell.</summary>
    public static unsafe FreeSpace? Of(string path)
    {
        var answer = stackalloc ulong[32];
        return LibC.statvfs(path, answer) == 0 ? Read(answer) : null;
    }

    // struct statvfs of 64-bit glibc: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail. Some network file systems have no size: all zeros.
    private static unsafe FreeSpace? Read(ulong* answer) =>
        answer[2] == 0 ? null : new FreeSpace((long)(answer[4] * answer[1]), (long)(answer[2] * answer[1]));
}
