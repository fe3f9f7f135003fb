using ActorPm.Core.Control;

namespace ActorPm.Cli.InitSystems;

/// <summary>The service that starts one user's daemon with the machine.</summary>
/// <param name="Name">The service's name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
/// <param name="User">The user who owns the apps.</param>
/// <param name="UserHome">That user's own directory, absolute.</param>
/// <param name="Home">The daemon's home, absolute.</param>
/// <param name="SearchPath">PATH for the daemon and, where apps say none, for them.</param>
/// <param name="Daemon">The daemon's program, absolute.</param>
/// <param name="Client">The <c>apm</c> program, absolute.</param>
/// <param name="Network">How much of the network must be up first.</param>
internal sealed record InitService(
    string Name, string User, string UserHome, string Home, string SearchPath, string Daemon, string Client, NetworkWait Network)
{
    /// <summary>Whether the daemon lies where the guard looks for it without being told.</summary>
    public bool HasDaemonBesideClient => Daemon == Path.Combine(Path.GetDirectoryName(Client) ?? "/", DaemonLaunch.ProgramName);
}

/// <summary>What a service waits for.</summary>
internal enum NetworkWait
{
    /// <summary>The network is being set up.</summary>
    Configured,

    /// <summary>The machine has an address (<c>--wait-ip</c>).</summary>
    Online,
}
