namespace ActorPm.Core.Instances;

/// <summary>What kept a program from being started.</summary>
public enum StartFailure
{
    /// <summary>Something of the app's own: a path, a permission. Trying again is of little use.</summary>
    OfApp,

    /// <summary>The machine's or the daemon's own shortage: descriptors, processes, memory, room on the disk. The app is not to blame, and it passes.</summary>
    Shortage,
}
