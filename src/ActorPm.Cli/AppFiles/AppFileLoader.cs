using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.AppFiles;

/// <summary>Loads the root of an app file of any kind, as JSON.</summary>
internal static class AppFileLoader
{
    /// <summary>The word for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The file's root; what is wrong with the file is one failure that names it.</summary>
    /// <param name="host">The caller.</param>
    /// <param name="target">The file's path, relative to the caller's directory, or <see cref="StandardInput"/>.</param>
    public static JsonElement LoadRoot(CliHost host, string target)
    {
        try
        {
            return target == StandardInput ? FromInput(host) : FromFile(host, Path.GetFullPath(target, host.CurrentDirectory), target);
        }
        catch (AppFileSyntaxException e)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"File {target} malformated: {e.Message}");
        }
    }

    /// <summary>Where the values of a file stand that was loaded before.</summary>
    /// <returns>The line of a value by its path; null where the file's kind does not tell.</returns>
    public static Func<string, int?> LinesOf(CliHost host, string target)
    {
        var lines = new ValueLines();
        var text = target == StandardInput ? "" : Text(Path.GetFullPath(target, host.CurrentDirectory), target);
        switch (target == StandardInput ? EcosystemFileKind.None : EcosystemFile.KindOf(target))
        {
            case EcosystemFileKind.Json:
                Json5Reader.Read(text, lines);
                break;
            case EcosystemFileKind.Yaml:
                YamlReader.Read(text, lines);
                break;
            case EcosystemFileKind.Hocon:
                // Not into lists, where a key may stand many times; what an included file holds, is found where the app begins.
                var places = HoconPlaces.Of(text);
                return path => path.Contains('[', StringComparison.Ordinal) ? null : places.LineOf(path);
        }

        return lines.LineOf;
    }

    private static JsonElement FromInput(CliHost host)
    {
        using var input = new StreamReader(host.OpenInput());
        var text = input.ReadToEnd();
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        return start.Length > 0 && start[0] is '{' or '[' or '/' ? Json5Reader.Read(text) : YamlReader.Read(text);
    }

    private static JsonElement FromFile(CliHost host, string path, string target)
    {
        var text = Text(path, target);
        return EcosystemFile.KindOf(target) switch
        {
            EcosystemFileKind.Json => FromJson(path, text),
            EcosystemFileKind.Yaml => YamlReader.Read(text),
            EcosystemFileKind.JavaScript => FromJavaScript(host, path),
            EcosystemFileKind.Hocon => AppFileProcess.ByDaemonProgram(host, path),
            EcosystemFileKind.Procfile => FromProcfile(path, text),
            EcosystemFileKind.None => throw new CommandFailure(
                ControlErrorCode.InvalidRequest, $"{target} is no app file by its name; app files end in .json, .yaml, .config.js, .config.cjs, .config.mjs or .conf, or are a Procfile."),
            var kind => throw new InvalidOperationException($"No reader for {kind}."),
        };
    }

    private static JsonElement FromJson(string path, string text)
    {
        var root = Json5Reader.Read(text);
        return Path.GetFileName(path) != "package.json" || (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("pm2", out _))
            ? root
            : throw new AppFileSyntaxException("a package.json names its apps under \"pm2\", and this one has no such key; add \"pm2\": [{\"script\": \"app.js\"}]");
    }

    private static JsonElement FromJavaScript(CliHost host, string path) =>
        AppFileProcess.FindNode(host) is { } node ? AppFileProcess.ByNode(host, node, path) : AppFileProcess.ByDaemonProgram(host, path);

    private static JsonElement FromProcfile(string path, string text)
    {
        var directory = Path.GetDirectoryName(path)!;
        var variables = Path.Combine(directory, ".env");
        return Procfile.Read(text, DotEnv.Read(File.Exists(variables) ? File.ReadAllText(variables) : ""), directory);
    }

    private static string Text(string path, string target)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailure(ControlErrorCode.ScriptNotFound, $"File {target} not found: nothing is at {path}; check its path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.ScriptNotFound, $"File {target} cannot be read; check that {path} is a file, and its permissions.");
        }
    }
}
