namespace ActorPm.Core.Ecosystem;

/// <summary>On which line of a file each value stands, for messages. Paths are as <c>apps[0].env.PORT</c>, or <c>apps.web.script</c> where apps have names.</summary>
public sealed class ValueLines
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Notes a place; of two with one path, the later one counts.</summary>
    /// <param name="path">The value.</param>
    /// <param name="line">From 1.</param>
    public void Add(string path, int line) => _lines[path] = line;

    /// <summary>The line of a value, or of the nearest one around it; null when nothing of it is known.</summary>
    public int? LineOf(string path)
    {
        while (path.Length > 0)
        {
            if (_lines.TryGetValue(path, out var line))
            {
                return line;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return null;
    }

    /// <summary>The path of a member of an object.</summary>
    public static string Member(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
