namespace ActorPm.Daemon.Settings;

/// <summary>Whether PM2's own sockets are served.</summary>
internal enum Pm2WireUse
{
    /// <summary>No.</summary>
    Off,

    /// <summary>Yes: whoever may read the home may talk to the daemon as PM2's client does.</summary>
    On,
}
