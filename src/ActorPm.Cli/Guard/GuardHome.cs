using System.Globalization;
using System.Text;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;
using ActorPm.Core.Routing;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The guard's files in the home, and the lock that makes it the only one.</summary>
internal sealed unsafe class GuardHome : IDisposable
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const uint FileMode = 0x180; // 0600

    private readonly int _lock;

    private GuardHome(string directory, int held)
    {
        Directory = directory;
        _lock = held;
    }

    /// <summary>The home itself, absolute.</summary>
    public string Directory { get; }

    /// <summary>Where the daemon finds the guard.</summary>
    public string SocketPath => Path.Combine(Directory, GuardContract.SocketName);

    /// <summary>The home that the environment names, as the daemon finds it: <c>APM_HOME</c>, else <c>~/.apm</c>.</summary>
    public static string Locate() => Path.GetFullPath(Environment.GetEnvironmentVariable(DaemonLaunch.HomeVariable) is { Length: > 0 } home
        ? home
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), DaemonLaunch.DefaultHomeName));

    /// <summary>Creates what is missing and takes the lock.</summary>
    /// <returns>The home; null when another guard holds it.</returns>
    /// <exception cref="GuardStartException">The home cannot be used.</exception>
    public static GuardHome? Open(string directory)
    {
        if (Encoding.UTF8.GetByteCount(Path.Combine(directory, GuardContract.SocketName)) > ListenAddress.LongestPath)
        {
            throw new GuardStartException(
                $"The home {directory} has too long a path for a Unix socket (at most {ListenAddress.LongestPath - GuardContract.SocketName.Length - 1} bytes); set {DaemonLaunch.HomeVariable} to a shorter one.");
        }

        try
        {
            System.IO.Directory.CreateDirectory(directory, DirectoryMode);
            System.IO.Directory.CreateDirectory(Path.Combine(directory, "run"), DirectoryMode);
            // An existing home may have been made by hand, with other rights.
            File.SetUnixFileMode(directory, DirectoryMode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GuardStartException($"The home {directory} cannot be used: {e.Message} Make it writable, or set {DaemonLaunch.HomeVariable} to another directory.");
        }

        var path = Path.Combine(directory, GuardContract.LockName);
        var held = open(path, O_RDWR | O_CREAT | O_CLOEXEC, FileMode);
        if (held < 0)
        {
            throw new GuardStartException($"The lock {path} cannot be opened ({Error}); free some space or make the home writable.");
        }

        if (flock(held, LOCK_EX | LOCK_NB) == 0)
        {
            return new GuardHome(directory, held);
        }

        var errno = Errno;
        _ = close(held);
        return errno == EAGAIN ? null : throw new GuardStartException($"{path} cannot be locked (error {errno}); keep the home on a file system that has locks.");
    }

    /// <summary>Writes the pid for whoever looks for the guard.</summary>
    public void WritePid() => Write(GuardContract.PidName, getpid().ToString(CultureInfo.InvariantCulture));

    /// <summary>Leaves word for those who wait for the next daemon.</summary>
    public void WriteDeaths(int inARow, string sentence) => Write(GuardContract.DeathsName, string.Create(CultureInfo.InvariantCulture, $"{inARow} {sentence}"));

    /// <summary>Adds a line to the daemon's log, in its form; only while no daemon writes there.</summary>
    public void Log(string sentence)
    {
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-ddTHH:mm:ss.fff} WRN {sentence}\n"));
        var descriptor = open(Path.Combine(Directory, "apm.log"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, FileMode);
        if (descriptor >= 0)
        {
            fixed (byte* start = line)
            {
                // A full disk must not end the guard; what could not be written here is on its standard error.
                _ = write(descriptor, start, (nuint)line.Length);
            }

            _ = close(descriptor);
        }
    }

    /// <summary>
    /// The daemon that holds the home; null when none does, which is certain only for this moment. Its own lock tells, and its pid file names it.
    /// </summary>
    public int? DaemonOfHome()
    {
        var descriptor = open(Path.Combine(Directory, "apm.lock"), O_RDONLY | O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var isFree = flock(descriptor, LOCK_SH | LOCK_NB) == 0;
        _ = close(descriptor);
        try
        {
            return !isFree && int.TryParse(File.ReadAllText(Path.Combine(Directory, "apm.pid")), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null;
        }
        catch (IOException)
        {
            // It is just coming or going; a daemon that is started now will say so itself.
            return null;
        }
    }

    public void Dispose()
    {
        _ = unlink(SocketPath);
        _ = unlink(Path.Combine(Directory, GuardContract.PidName));
        _ = unlink(Path.Combine(Directory, GuardContract.DeathsName));
        _ = close(_lock);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(Directory, name);
        var draft = path + ".new";
        var bytes = Encoding.UTF8.GetBytes(text);
        var descriptor = open(draft, O_WRONLY | O_CREAT | O_CLOEXEC | 0x200, FileMode);
        if (descriptor < 0)
        {
            return;
        }

        fixed (byte* start = bytes)
        {
            // Whoever reads it sees the old text or the new one; a full disk keeps the old one.
            var written = write(descriptor, start, (nuint)bytes.Length);
            _ = close(descriptor);
            if (written == bytes.Length)
            {
                File.Move(draft, path, overwrite: true);
            }
        }
    }
}

/// <summary>The guard cannot start.</summary>
/// <param name="message">One sentence with cause and cure.</param>
internal sealed class GuardStartException(string message) : Exception(message);
