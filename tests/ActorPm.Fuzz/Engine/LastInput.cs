using System.IO.MemoryMappedFiles;

namespace ActorPm.Fuzz.Engine;

/// <summary>
/// The input that is being tried, in a mapped file: when the process dies of it (a stack that overflows, a kernel that kills), the file tells of what.
/// Deleted when the run ends as it should.
/// </summary>
internal sealed class LastInput : IDisposable
{
    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Makes the file.</summary>
    public LastInput(string path, int longest)
    {
        _path = path;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, sizeof(int) + longest);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Puts an input into it; what does not fit is cut off.</summary>
    public void Write(byte[] input)
    {
        var length = (int)Math.Min(input.Length, _view.Capacity - sizeof(int));
        _view.Write(0, length);
        _view.WriteArray(sizeof(int), input, 0, length);
    }

    /// <summary>What an earlier process was trying when it died; null when none did.</summary>
    public static byte[]? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.AsSpan(sizeof(int), BitConverter.ToInt32(bytes)).ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }
}
