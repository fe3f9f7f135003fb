using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorPm.Core.Apps;

namespace ActorPm.Daemon.Views;

/// <summary>
/// The version of the Node that runs an app, read from the header that comes with Node (<c>include/node/node_version.h</c> beside its <c>bin</c>): to
/// look at an app starts no process.
/// </summary>
internal sealed partial class NodeVersions
{
    private readonly ConcurrentDictionary<string, string?> _byProgram = new();

    /// <summary>The version, such as <c>20.20.2</c>; null when the app is not run by Node or the header is missing.</summary>
    public string? Of(AppSpec spec)
    {
        if (Path.GetFileName(spec.Interpreter) != "node")
        {
            return null;
        }

        var program = spec.Interpreter.Contains('/', StringComparison.Ordinal)
            ? Path.GetFullPath(spec.Interpreter, spec.WorkingDirectory)
            : (spec.Environment.GetValueOrDefault("PATH") ?? "").Split(':').Where(Path.IsPathFullyQualified)
                .Select(directory => Path.Combine(directory, spec.Interpreter)).FirstOrDefault(File.Exists);
        return program is null ? null : _byProgram.GetOrAdd(program, Look);
    }

    private static string? Look(string program)
    {
        try
        {
            var resolved = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
            var header = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(resolved)) ?? "/", "include", "node", "node_version.h");
            if (!File.Exists(header))
            {
                return null;
            }

            var numbers = Definition().Matches(File.ReadAllText(header))
                .ToDictionary(match => match.Groups["part"].Value, match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));
            return string.Create(
                CultureInfo.InvariantCulture, $"{numbers["MAJOR"]}.{numbers["MINOR"]}.{numbers["PATCH"]}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            // Somebody else's file, shown for information only: unreadable is the same as absent.
            return null;
        }
    }

    [GeneratedRegex(@"^#define\s+NODE_(?<part>MAJOR|MINOR|PATCH)_VERSION\s+(?<number>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Definition();
}
