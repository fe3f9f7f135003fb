namespace ActorPm.Core.Ecosystem;

/// <summary>
/// How <c>apm</c> has another program evaluate an app file that is no data: a child process gets the path and a mark, and prints the mark and
/// the file's root as JSON, last and on standard output. What the file itself prints comes before the mark or on standard error.
/// </summary>
public static class AppFileEvaluation
{
    /// <summary>The argument that makes <c>apmd</c> evaluate a file (JavaScript without Node, HOCON) instead of being a daemon; path and mark follow.</summary>
    public const string Argument = "app-file";

    /// <summary>How long a file may take.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The JSON behind the mark; null when there is no mark, since the program did not get so far.</summary>
    public static string? ResultOf(string output, string mark)
    {
        var at = output.LastIndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : output[(at + mark.Length)..].Trim();
    }
}
