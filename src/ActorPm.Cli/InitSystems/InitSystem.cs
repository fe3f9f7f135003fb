namespace ActorPm.Cli.InitSystems;

/// <summary>What starts a machine's services.</summary>
internal enum InitSystem
{
    /// <summary>systemd.</summary>
    Systemd,

    /// <summary>Scripts in /etc/init.d, put into the run levels by update-rc.d; PM2 calls it upstart.</summary>
    UpdateRcD,

    /// <summary>Scripts in /etc/init.d, put into the run levels by chkconfig.</summary>
    Chkconfig,

    /// <summary>OpenRC.</summary>
    OpenRc,

    /// <summary>macOS.</summary>
    Launchd,
}

/// <summary>Init systems by the names that PM2 accepts, and by the tools that a machine has.</summary>
internal static class InitSystems
{
    /// <summary>The names to choose from, for a sentence.</summary>
    public const string Names = "systemd, openrc, systemv, upstart and launchd";

    // In PM2's order: the first tool that is there decides.
    private static readonly (string Tool, InitSystem System)[] Tools =
    [
        ("systemctl", InitSystem.Systemd),
        ("update-rc.d", InitSystem.UpdateRcD),
        ("chkconfig", InitSystem.Chkconfig),
        ("rc-update", InitSystem.OpenRc),
        ("launchctl", InitSystem.Launchd),
    ];

    /// <summary>The init system of a name; null when ActorPm knows none by that name.</summary>
    public static InitSystem? Parse(string name) => name.ToLowerInvariant() switch
    {
        "systemd" or "ubuntu" or "centos" or "arch" or "oracle" or "debian" or "fedora" => InitSystem.Systemd,
        "upstart" or "ubuntu14" or "ubuntu12" => InitSystem.UpdateRcD,
        "systemv" or "sysv" or "amazon" or "centos6" => InitSystem.Chkconfig,
        "openrc" or "gentoo" or "alpine" => InitSystem.OpenRc,
        "launchd" or "macos" or "darwin" => InitSystem.Launchd,
        _ => null,
    };

    /// <summary>The init system whose tool is there; null when none is.</summary>
    /// <param name="isInstalled">Whether a program is in PATH.</param>
    public static InitSystem? Detect(Func<string, bool> isInstalled)
    {
        foreach (var (tool, system) in Tools)
        {
            if (isInstalled(tool))
            {
                return system;
            }
        }

        return null;
    }

    /// <summary>PM2's name for it, which <see cref="Parse"/> understands.</summary>
    public static string NameOf(InitSystem system) => system switch
    {
        InitSystem.Systemd => "systemd",
        InitSystem.UpdateRcD => "upstart",
        InitSystem.Chkconfig => "systemv",
        InitSystem.OpenRc => "openrc",
        InitSystem.Launchd => "launchd",
        _ => throw new InvalidOperationException($"No name for {system}."),
    };
}
