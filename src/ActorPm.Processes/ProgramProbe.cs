using ActorPm.Core.Apps;

namespace ActorPm.Processes;

/// <summary>Looks at files as the kernel's execve(2) does: execute permission first, then the first bytes.</summary>
public sealed class ProgramProbe : IProgramProbe
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <inheritdoc/>
    public ProgramKind Look(string path)
    {
        try
        {
            var file = new FileInfo(path);
            // Devices, pipes and sockets are no programs, and opening one of them could wait for ever.
            if (!file.Exists || (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).Attributes.HasFlag(FileAttributes.Device))
            {
                return ProgramKind.Missing;
            }

            if ((File.GetUnixFileMode(path) & AnyExecute) == 0)
            {
                return ProgramKind.PlainFile;
            }

            Span<byte> head = stackalloc byte[4];
            using var handle = File.OpenHandle(path);
            var read = RandomAccess.Read(handle, head, 0);
            return head[..read] switch
            {
                [0x7f, (byte)'E', (byte)'L', (byte)'F'] => ProgramKind.Binary,
                [(byte)'#', (byte)'!', ..] => ProgramKind.ExecutableScript,
                _ => ProgramKind.PlainFile,
            };
        }
        catch (UnauthorizedAccessException)
        {
            // Executable but not readable: only the kernel can tell what it is, and it takes no interpreter from us.
            return ProgramKind.Binary;
        }
        catch (IOException)
        {
            return ProgramKind.Missing;
        }
    }

    /// <inheritdoc/>
    public bool IsDirectory(string path) => Directory.Exists(path);
}
