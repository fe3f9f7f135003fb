namespace ActorPm.Core.History;

/// <summary>What a command means for the instances that it names.</summary>
public enum CommandEffect
{
    /// <summary>They run.</summary>
    Start,

    /// <summary>They rest.</summary>
    Stop,

    /// <summary>They get fresh processes.</summary>
    Restart,

    /// <summary>They are replaced one after another.</summary>
    Reload,

    /// <summary>They are off the list.</summary>
    Remove,

    /// <summary>Their processes go on: something is brought to them, or noted of them.</summary>
    None,
}
