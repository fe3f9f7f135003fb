using System.Runtime.InteropServices;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Which users of the machine may open a Unix socket: those who may write to its file (unix(7)).</summary>
public static class SocketAdmission
{
    // To chown: the owner stays.
    private const uint Unchanged = uint.MaxValue;

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite, Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite, Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Lets the members of a group open it (0660), or every user (0666).</summary>
    /// <param name="path">The socket's file.</param>
    /// <param name="group">The group; null for every user.</param>
    /// <returns>Why that cannot be done, in the words of the kernel; null when it was.</returns>
    public static string? Admit(string path, uint? group)
    {
        if (group is { } number && LibC.chown(path, Unchanged, number) != 0)
        {
            return Marshal.GetPInvokeErrorMessage(LibC.Errno);
        }

        File.SetUnixFileMode(path, group is null ? Owner | Group | Others : Owner | Group);
        return null;
    }
}
