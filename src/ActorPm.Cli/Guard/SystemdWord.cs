using System.Globalization;
using System.Text;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>What the guard says to systemd (sd_notify(3)): a datagram to the socket that <c>NOTIFY_SOCKET</c> names. Without that variable nobody waits for it.</summary>
internal sealed unsafe class SystemdWord : IDisposable
{
    public const string SocketVariable = "NOTIFY_SOCKET", WatchdogVariable = "WATCHDOG_USEC", WatchdogPidVariable = "WATCHDOG_PID";

    private const int LongestAddress = 107;

    private readonly string? _path;
    private readonly int _socket;

    private SystemdWord(string? path, int socket, TimeSpan? watchdog)
    {
        _path = path;
        _socket = socket;
        Watchdog = watchdog;
    }

    /// <summary>How often it wants to hear that all is well: twice as often as it would have to; null when it does not ask.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>Reads the environment.</summary>
    /// <exception cref="GuardStartException">Somebody waits for a word and cannot be told.</exception>
    public static SystemdWord FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(SocketVariable) is not { Length: > 0 } path)
        {
            return new SystemdWord(null, -1, null);
        }

        if (path[0] is not ('/' or '@') || Encoding.UTF8.GetByteCount(path) > LongestAddress)
        {
            throw new GuardStartException($"systemd cannot be told that the daemon is ready: {SocketVariable} is {path}, which is no socket's address; unset it where systemd did not start the guard.");
        }

        var pid = Environment.GetEnvironmentVariable(WatchdogPidVariable);
        var asks = string.IsNullOrEmpty(pid) || pid == getpid().ToString(CultureInfo.InvariantCulture);
        var isNumber = long.TryParse(Environment.GetEnvironmentVariable(WatchdogVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds);
        return new SystemdWord(path, socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), asks && isNumber && microseconds > 0 ? TimeSpan.FromMicroseconds(microseconds) / 2 : null);
    }

    /// <summary>Commands are taken.</summary>
    public bool Ready() => Say("READY=1");

    /// <summary>All comes to an end.</summary>
    public bool Stopping() => Say("STOPPING=1");

    /// <summary>The guard is well.</summary>
    public bool Alive() => Say("WATCHDOG=1");

    public void Dispose()
    {
        if (_socket >= 0)
        {
            _ = close(_socket);
        }
    }

    // Whether it was said, or nobody wants to hear.
    private bool Say(string word)
    {
        if (_path is null)
        {
            return true;
        }

        var address = stackalloc byte[110];
        var length = GuardListener.Address(_path, address);
        var bytes = Encoding.ASCII.GetBytes(word);
        fixed (byte* start = bytes)
        {
            return sendto(_socket, start, (nuint)bytes.Length, MSG_NOSIGNAL, address, length) >= 0;
        }
    }
}
