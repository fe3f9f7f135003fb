using ActorPm.Core.Apps;

namespace ActorPm.Daemon.Tests;

/// <summary>A machine without any file: specs that execute their script themselves need none.</summary>
internal sealed class NoPrograms : IProgramProbe
{
    public ProgramKind Look(string path) => ProgramKind.Missing;

    public bool IsDirectory(string path) => false;
}
