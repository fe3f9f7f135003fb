using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Cli;

/// <summary>The directory that holds a daemon's socket, journal and logs. Looking at it changes nothing.</summary>
internal sealed class Home
{
    private Home(string directory) => Directory = directory;

    /// <summary>Its absolute path.</summary>
    public string Directory { get; }

    /// <summary>Where the daemon listens.</summary>
    public string SocketPath => Path.Combine(Directory, ControlContract.SocketName);

    /// <summary>Whether anything was ever started here: there is a journal, or, since that may be in a database elsewhere, the key that the first start makes.</summary>
    public bool HasJournal => File.Exists(Path.Combine(Directory, "state.db")) || File.Exists(Path.Combine(Directory, "state.key"));

    /// <summary>The home of <c>apm dev</c>: of its own, since it is deleted with its apps.</summary>
    public static Home ForDevelopment(CliHost host) => At(host, host.Variable("HOME") is { } user
        ? Path.Combine(user, host.IsPm2 ? ".pm2-dev" : ".apm-dev")
        : throw new CommandFailure(ControlErrorCode.InvalidRequest, "HOME is not set; set it to a directory."), "HOME");

    /// <summary>The home that the caller's environment names. Called as <c>pm2</c>, PM2's own variable and directory count.</summary>
    public static Home Of(CliHost host)
    {
        var (variable, name) = host.IsPm2 ? ("PM2_HOME", ".pm2") : (DaemonLaunch.HomeVariable, DaemonLaunch.DefaultHomeName);
        var path = host.Variable(variable)
            ?? (host.Variable("HOME") is { } user
                ? Path.Combine(user, name)
                : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"Neither {variable} nor HOME is set; set {variable} to a directory."));
        return At(host, path, variable);
    }

    private static Home At(CliHost host, string path, string variable)
    {
        var home = new Home(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, host.CurrentDirectory)));

        var length = System.Text.Encoding.UTF8.GetByteCount(home.SocketPath);
        return length <= ListenAddress.LongestPath
            ? home
            : throw new CommandFailure(
                ControlErrorCode.InvalidRequest,
                $"The path of the socket {home.SocketPath} has {length} bytes and the system allows {ListenAddress.LongestPath}; choose a shorter {variable}.");
    }
}
