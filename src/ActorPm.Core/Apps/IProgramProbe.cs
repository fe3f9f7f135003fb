namespace ActorPm.Core.Apps;

/// <summary>What the resolver asks the file system. Implemented at the OS edge; faked in tests.</summary>
public interface IProgramProbe
{
    /// <summary>What lies at an absolute path.</summary>
    ProgramKind Look(string path);

    /// <summary>Whether an absolute path is a directory.</summary>
    bool IsDirectory(string path);
}

/// <summary>What a file is, as far as starting it is concerned.</summary>
public enum ProgramKind
{
    /// <summary>Nothing, or something that is not a file.</summary>
    Missing,

    /// <summary>A compiled program (ELF) that may be executed.</summary>
    Binary,

    /// <summary>A text that may be executed and names its interpreter (<c>#!</c>).</summary>
    ExecutableScript,

    /// <summary>Any other file: it needs an interpreter.</summary>
    PlainFile,
}
