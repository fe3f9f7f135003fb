using System.ComponentModel;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.AppFiles;

/// <summary>
/// Has a child process evaluate an app file, with the caller's directory, environment and rights: Node, or the daemon's program where no
/// Node is installed (its JavaScript engine and its HOCON parser are no part of <c>apm</c>, which stays small).
/// </summary>
internal static class AppFileProcess
{
    // What the file prints must not end in the result: its output goes to standard error. Numbers that JSON does not have become texts.
    private const string NodeProgram =
        """
        import { pathToFileURL } from 'node:url';
        import { writeSync } from 'node:fs';
        const [path, mark] = process.argv.slice(-2);
        process.stdout.write = process.stderr.write.bind(process.stderr);
        const module = await import(pathToFileURL(path).href);
        const root = await (module.default ?? { ...module });
        const json = JSON.stringify(root, (key, value) => typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
        let rest = Buffer.from(mark + (json ?? 'null'));
        while (rest.length > 0) {
          try { rest = rest.subarray(writeSync(1, rest)); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
        }
        process.exit(0);
        """;

    // The most of a program's complaint that is shown: a syntax error with its place.
    private const int ComplaintLines = 12;

    /// <summary>The path of Node; null when PATH has none.</summary>
    public static string? FindNode(CliHost host) => (host.Variable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(Path.GetFullPath(directory, host.CurrentDirectory), "node"))
        .FirstOrDefault(File.Exists);

    /// <summary>A JavaScript file by Node.</summary>
    public static JsonElement ByNode(CliHost host, string node, string path)
    {
        var mark = NewMark();
        return Run(host, path, mark, node, "--input-type=module", "--eval", NodeProgram, "--", path, mark);
    }

    /// <summary>A JavaScript or HOCON file by the daemon's program.</summary>
    public static JsonElement ByDaemonProgram(CliHost host, string path)
    {
        var mark = NewMark();
        return Run(host, path, mark, DaemonProgram.PathOf(host), AppFileEvaluation.Argument, path, mark);
    }

    private static JsonElement Run(CliHost host, string path, string mark, string program, params string[] arguments)
    {
        try
        {
            var (_, output, error) = ChildProgram.Run(host, AppFileEvaluation.Limit, program, arguments)
                ?? throw new AppFileSyntaxException($"its evaluation by {Path.GetFileName(program)} took longer than {AppFileEvaluation.Limit.TotalSeconds:0} seconds and was ended; an app file must come to an end by itself");
            return Result(host, path, mark, output, error);
        }
        catch (Win32Exception e)
        {
            throw new CommandFailure(ControlErrorCode.InterpreterNotFound, $"{program} could not be started to evaluate {path}: {e.Message}.");
        }
    }

    private static JsonElement Result(CliHost host, string path, string mark, string output, string complaint)
    {
        if (AppFileEvaluation.ResultOf(output, mark) is not { } json)
        {
            throw new AppFileSyntaxException(complaint.Trim() is { Length: > 0 } said
                ? string.Join('\n', said.Split('\n').Where(line => !line.Contains("[eval", StringComparison.Ordinal)).Take(ComplaintLines))
                : $"{path} ended the program that evaluates it; an app file must not call process.exit()");
        }

        // What the file printed.
        host.Error.Write(Encoding.UTF8.GetBytes(complaint));
        try
        {
            return JsonTree.Parse(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException)
        {
            throw new AppFileSyntaxException($"what it exports is no JSON, or more than {JsonTree.MaxDepth} lists and objects in each other");
        }
    }

    private static string NewMark() => $"apm-{Guid.NewGuid():N}:";
}
