namespace ActorPm.Core.Events;

/// <summary>The topics of the bus, PM2's words. An app adds topics of its own.</summary>
public static class BusTopics
{
    /// <summary>A change of an instance's life: <see cref="ProcessEventBody"/>.</summary>
    public const string Process = "process:event";

    /// <summary>A message of an app without a topic: <see cref="MessageBody"/>.</summary>
    public const string Message = "process:msg";

    /// <summary>Standard output: <see cref="LogBody"/>.</summary>
    public const string Out = "log:out";

    /// <summary>Standard error: <see cref="LogBody"/>.</summary>
    public const string Error = "log:err";

    /// <summary>Another user, or somebody on another machine, had something done or was refused: <see cref="AccessBody"/>.</summary>
    public const string Access = "access";

    /// <summary>The daemon ends: <see cref="KillBody"/>.</summary>
    public const string Kill = "pm2:kill";

    /// <summary>The reader has lost events: <see cref="DroppedBody"/>.</summary>
    public const string Dropped = "dropped";
}
