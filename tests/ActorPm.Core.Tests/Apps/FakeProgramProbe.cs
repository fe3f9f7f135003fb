using ActorPm.Core.Apps;

namespace ActorPm.Core.Tests.Apps;

/// <summary>A file system of a few paths.</summary>
internal sealed class FakeProgramProbe : IProgramProbe
{
    private readonly Dictionary<string, ProgramKind> _files = [];
    private readonly HashSet<string> _directories = ["/", "/srv", "/home/me"];

    public FakeProgramProbe File(string path, ProgramKind kind)
    {
        _files[path] = kind;
        return this;
    }

    public FakeProgramProbe Directory(string path)
    {
        _directories.Add(path);
        return this;
    }

    public ProgramKind Look(string path) => _files.GetValueOrDefault(path, ProgramKind.Missing);

    public bool IsDirectory(string path) => _directories.Contains(path);
}
