using ActorPm.Cli.AppFiles;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>Reads an app file that was named as a target, or standard input for <c>-</c>.</summary>
internal static class AppFile
{
    /// <summary>The file's apps that are wanted; all that is wrong with the file is one failure.</summary>
    public static IReadOnlyList<AppRequest> Read(Invocation call, string target, AppFileSelection selection)
    {
        var lines = new Lazy<Func<string, int?>>(() => AppFileLoader.LinesOf(call.Host, target));
        var reading = EcosystemDocument.Read(
            AppFileLoader.LoadRoot(call.Host, target),
            new EcosystemContext(call.Host.CurrentDirectory, CallerEnvironment.Of(call.Host), selection.EnvironmentName)
            {
                FileDirectory = target == AppFileLoader.StandardInput ? null : Path.GetDirectoryName(Path.GetFullPath(target, call.Host.CurrentDirectory)),
                StaticServer = DaemonProgram.PathOf(call.Host),
                LineOf = path => lines.Value(path),
            });
        var problems = reading.Problems.Count > 0
            ? reading.Problems
            : AppFileNames.Missing(selection.Only, [.. reading.Apps.Select(NameOf)]);
        if (problems.Count > 0)
        {
            throw new CommandFailure([.. problems.Select(problem => $"{target}: {problem}")]);
        }

        foreach (var note in reading.Notes)
        {
            call.Screen.Warn($"{target}: {note}");
        }

        return selection.Only.Count == 0 ? reading.Apps : [.. reading.Apps.Where(app => selection.Only.Contains(NameOf(app), StringComparer.Ordinal))];
    }

    /// <summary>Whether a target stands for the apps of a file: standard input, or a file that is there. (An app may be named like a file.)</summary>
    public static bool IsThere(Invocation call, string target) => target == AppFileLoader.StandardInput
        || (EcosystemFile.KindOf(target) is not EcosystemFileKind.None && File.Exists(Path.GetFullPath(target, call.Host.CurrentDirectory)));

    /// <summary>The name by which an app of a file is on the list.</summary>
    public static string NameOf(AppRequest app) => app.Name ?? AppFileNames.DefaultName(app.Target);
}

/// <summary>Which apps of a file are wanted, and how.</summary>
/// <param name="EnvironmentName">Which <c>env_NAME</c> is added to <c>env</c>; null for none.</param>
/// <param name="Only">The names of the apps; empty for all.</param>
internal sealed record AppFileSelection(string? EnvironmentName, IReadOnlyList<string> Only);
