namespace ActorPm.Processes.Output;

/// <summary>What came of moving bytes to a log file.</summary>
internal enum MoveResult
{
    /// <summary>All that was there, or as much as was asked for, is in the file.</summary>
    Moved,

    /// <summary>At least a part had to be dropped.</summary>
    Dropped,

    /// <summary>Nothing was moved: this file wants <see cref="LogFile.Write"/>.</summary>
    NeedsCopy,
}
