namespace ActorPm.Processes;

/// <summary>How it stands with the channel between an app and the daemon.</summary>
public enum ChannelState
{
    /// <summary>The app was launched without one.</summary>
    None,

    /// <summary>Both sides may send.</summary>
    Open,

    /// <summary>The app closed it, or ended.</summary>
    Closed,

    /// <summary>An earlier daemon had it and this one may not take it back; the app's next launch has one again.</summary>
    Lost,
}
