using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>Reads an app file that was named as a target, or standard input for <c>-</c>.</summary>
internal static class AppFile
{
    /// <summary>The file's apps; all that is wrong with it is one failure.</summary>
    public static IReadOnlyList<AppRequest> Read(Invocation call, string target, string? environmentName)
    {
        if (target != "-" && EcosystemFile.KindOf(target) is EcosystemFileKind.Other)
        {
            throw new CommandFailure(
                ControlErrorCode.InvalidRequest, $"{target} is no JSON; this version reads app files in JSON only: write it as ecosystem.json.");
        }

        var reading = EcosystemDocument.Read(
            Text(call, target),
            new EcosystemContext(call.Host.CurrentDirectory, CallerEnvironment.Of(call.Host), environmentName));
        if (reading.Problems.Count > 0)
        {
            throw new CommandFailure([.. reading.Problems.Select(problem => $"{target}: {problem}")]);
        }

        foreach (var note in reading.Notes)
        {
            call.Screen.Warn($"{target}: {note}");
        }

        return reading.Apps;
    }

    /// <summary>The name of an app that says none: its script's file name without the last extension.</summary>
    public static string DefaultName(string script)
    {
        var name = script[(script.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        return script.Contains(' ', StringComparison.Ordinal) ? script : dot > 0 ? name[..dot] : name;
    }

    private static string Text(Invocation call, string target)
    {
        if (target == "-")
        {
            using var input = new StreamReader(call.Host.OpenInput());
            return input.ReadToEnd();
        }

        try
        {
            return File.ReadAllText(Path.GetFullPath(target, call.Host.CurrentDirectory));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailure(ControlErrorCode.ScriptNotFound, $"File {target} not found; check its path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.ScriptNotFound, $"File {target} cannot be read; check that it is a file and its permissions.");
        }
    }
}
