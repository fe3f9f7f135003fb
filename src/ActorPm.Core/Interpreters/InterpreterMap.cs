using ActorPm.Core.Apps;

namespace ActorPm.Core.Interpreters;

/// <summary>Which interpreter runs a script: PM2's map by extension. Where PM2 hands an executable script to node, its own first line decides here.</summary>
public static class InterpreterMap
{
    /// <summary>Names to try in PATH, in this order; <see cref="AppSpec.NoInterpreter"/> when the file is executed itself.</summary>
    /// <param name="script">The script's path.</param>
    /// <param name="kind">What lies there.</param>
    public static IReadOnlyList<string> CandidatesFor(string script, ProgramKind kind) => Path.GetExtension(script) switch
    {
        ".sh" => ["bash", "sh"],
        ".py" => ["python", "python3"],
        ".rb" => ["ruby"],
        ".php" => ["php"],
        ".pl" => ["perl"],
        ".js" or ".mjs" or ".cjs" => ["node"],
        ".coffee" => ["coffee"],
        ".ls" => ["lsc"],
        ".ts" => ["bun", "node"],
        ".tsx" => ["bun"],
        _ => kind switch
        {
            ProgramKind.Binary or ProgramKind.ExecutableScript => [AppSpec.NoInterpreter],
            ProgramKind.PlainFile or ProgramKind.Missing => ["node"],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of program."),
        },
    };

    /// <summary>Whether an interpreter is a Python: its output is unbuffered then (<c>PYTHONUNBUFFERED=1</c>), as PM2 does.</summary>
    public static bool IsPython(string interpreter) => Path.GetFileName(interpreter).StartsWith("python", StringComparison.Ordinal);

    /// <summary>Whether an interpreter is Node or Bun: it speaks Node's IPC protocol, and its instances can share a port.</summary>
    public static bool HasNodeChannel(string interpreter) => Path.GetFileName(interpreter) is "node" or "nodejs" or "bun";
}
