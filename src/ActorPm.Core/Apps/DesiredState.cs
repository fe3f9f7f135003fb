namespace ActorPm.Core.Apps;

/// <summary>What the user wishes of an instance; never an observation.</summary>
public enum DesiredState
{
    /// <summary>The instance shall run; crashes and reboots are repaired.</summary>
    Running,

    /// <summary>The instance shall not run, also after a reboot.</summary>
    Stopped,
}
