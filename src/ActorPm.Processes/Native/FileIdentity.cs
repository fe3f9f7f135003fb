namespace ActorPm.Processes.Native;

/// <summary>Which file it is, whatever its names: a file that was renamed keeps it, one that was made anew in its place has another.</summary>
/// <param name="DeviceMajor">The file system.</param>
/// <param name="DeviceMinor">The file system.</param>
/// <param name="Inode">The file in it.</param>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    private const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000;
    private const uint STATX_INO = 0x100;

    /// <summary>The file behind a path, seen through symbolic links; null when there is none or it cannot be reached.</summary>
    public static FileIdentity? Of(string path) => Ask(AT_FDCWD, path, 0);

    /// <summary>The file behind a descriptor.</summary>
    public static FileIdentity? Of(int descriptor) => Ask(descriptor, "", AT_EMPTY_PATH);

    private static unsafe FileIdentity? Ask(int directory, string path, int flags)
    {
        // struct statx, 256 bytes and the same on all machines: stx_ino at 32, stx_dev_major at 136, stx_dev_minor at 140.
        var answer = stackalloc byte[256];
        return LibC.statx(directory, path, flags, STATX_INO, answer) == 0
            ? new FileIdentity(*(uint*)(answer + 136), *(uint*)(answer + 140), *(ulong*)(answer + 32))
            : null;
    }
}
