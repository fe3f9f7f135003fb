using ActorPm.Core.Control;
using ActorPm.Core.Guard;
using ActorPm.Core.Routing;
using ActorPm.Processes.Handover;

namespace ActorPm.Daemon;

/// <summary>
/// The daemon's home directory: where everything lies, and the lock that makes sure that one daemon works on it. Directories are 0700,
/// files 0600.
/// </summary>
internal sealed class DaemonHome : IDisposable
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file name of the SQLite journal.</summary>
    public const string JournalName = "state.db";

    private readonly FileStream _lock;

    private DaemonHome(string directory, FileStream @lock)
    {
        Directory = directory;
        _lock = @lock;
    }

    /// <summary>The home itself, absolute.</summary>
    public string Directory { get; }

    /// <summary>The control socket.</summary>
    public string SocketPath => Path.Combine(Directory, ControlContract.SocketName);

    /// <summary>The guard's socket.</summary>
    public string GuardSocketPath => Path.Combine(Directory, Core.Guard.GuardContract.SocketName);

    /// <summary>The history.</summary>
    public string HistoryPath => Path.Combine(Directory, "history.db");

    /// <summary>The key that seals environment values.</summary>
    public string KeyPath => Path.Combine(Directory, "state.key");

    /// <summary>The daemon's own log.</summary>
    public string LogPath => Path.Combine(Directory, "apm.log");

    /// <summary>The user's settings.</summary>
    public string SettingsPath => Path.Combine(Directory, "actorpm.conf");

    /// <summary>The settings that <c>apm set</c> keeps.</summary>
    public string ModuleSettingsPath => Path.Combine(Directory, "module_conf.json");

    /// <summary>Pipes and runtime records.</summary>
    public string RuntimeDirectory => Path.Combine(Directory, "run");

    private string PidPath => Path.Combine(Directory, "apm.pid");

    /// <summary>The home that the environment names: <c>APM_HOME</c>, else <c>~/.apm</c>.</summary>
    public static string Locate(IReadOnlyDictionary<string, string> environment) => Path.GetFullPath(
        environment.TryGetValue(DaemonLaunch.HomeVariable, out var home) && home.Length > 0
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), DaemonLaunch.DefaultHomeName));

    /// <summary>Creates the home when it is missing, and locks it for as long as the result lives.</summary>
    /// <param name="directory">The home, absolute.</param>
    /// <param name="inherited">May have the lock, from the daemon that became this one; null for nothing.</param>
    /// <returns>The home; null when another daemon holds it.</returns>
    /// <exception cref="DaemonStartException">The home cannot be used.</exception>
    public static DaemonHome? Open(string directory, DescriptorBundle? inherited = null)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(Path.Combine(directory, ControlContract.SocketName)) > ListenAddress.LongestPath)
        {
            throw new DaemonStartException($"The home {directory} has too long a path for a Unix socket (at most {ListenAddress.LongestPath - ControlContract.SocketName.Length - 1} bytes); set APM_HOME to a shorter one.");
        }

        try
        {
            foreach (var path in (string[])[directory, Path.Combine(directory, "logs"), Path.Combine(directory, "pids"), Path.Combine(directory, "run")])
            {
                System.IO.Directory.CreateDirectory(path, DirectoryMode);
            }

            // An existing home may have been made by hand, with other rights.
            File.SetUnixFileMode(directory, DirectoryMode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DaemonStartException($"The home {directory} cannot be used: {exception.Message} Make it writable, or set APM_HOME to another directory.");
        }

        var file = Path.Combine(directory, "apm.lock");
        var handed = inherited?.TakeFile(DescriptorKey.Of(DaemonThing.HomeLock), file);
        return (handed is null ? TryLock(file) : new FileStream(handed, FileAccess.ReadWrite, bufferSize: 0)) is { } held ? new DaemonHome(directory, held) : null;
    }

    /// <summary>Leaves the lock to the program that this one becomes: it is never free in between.</summary>
    public void HandOver(DescriptorBundle bundle) => bundle.Add(DescriptorKey.Of(DaemonThing.HomeLock), (int)_lock.SafeFileHandle.DangerousGetHandle());

    /// <summary>Writes the daemon's pid for scripts that look for it.</summary>
    public void WritePid() => File.WriteAllText(CreatePrivateFile(PidPath), $"{Environment.ProcessId}");

    /// <summary>Removes the socket that an earlier daemon left behind. Safe under the lock: no other daemon can be listening.</summary>
    public void RemoveStaleSocket() => File.Delete(SocketPath);

    /// <summary>Makes sure that a file exists and that only its owner may read it.</summary>
    public static string CreatePrivateFile(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = System.IO.FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = FileMode,
        });
        File.SetUnixFileMode(path, FileMode);
        return path;
    }

    /// <summary>Writes what shall stand in a file to a private one beside it, on the disk; whoever moves that over the file replaces it as a whole.</summary>
    /// <returns>The file beside it.</returns>
    public static string WriteDraft(string path, ReadOnlySpan<byte> content)
    {
        var draft = CreatePrivateFile(path + ".new");
        using var file = new FileStream(draft, System.IO.FileMode.Truncate, FileAccess.Write);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return draft;
    }

    /// <summary>Removes what only a living daemon has, and lets go of the lock.</summary>
    public void Dispose()
    {
        File.Delete(PidPath);
        File.Delete(SocketPath);
        _lock.Dispose();
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Linux; the kernel lets go of it with the process, however it ends.
            return new FileStream(path, new FileStreamOptions
            {
                Mode = System.IO.FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = FileMode,
            });
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(path) && IsLocked(exception))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DaemonStartException($"The lock {path} cannot be opened: {exception.Message} Free some space or make the home writable.");
        }
    }

    // .NET reports a held lock as EWOULDBLOCK (11) in the HRESULT.
    private static bool IsLocked(IOException exception) => exception.HResult == 11;
}
