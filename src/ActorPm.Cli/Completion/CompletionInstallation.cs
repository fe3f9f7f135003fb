using ActorPm.Core.Control;

namespace ActorPm.Cli.Completion;

/// <summary>Puts a shell's completion where that shell finds it at its start, and takes it away.</summary>
internal static class CompletionInstallation
{
    /// <summary>The shell that the user's account names; bash when it is none that can be completed in.</summary>
    public static string ShellOf(CliHost host) =>
        Path.GetFileName(host.Variable("SHELL")) is { } shell && CompletionScript.Shells.Contains(shell) ? shell : "bash";

    /// <summary>Writes the script; one that is there already is replaced.</summary>
    /// <returns>The file.</returns>
    public static string Install(CliHost host, string shell)
    {
        var path = FileOf(host, shell);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var text = Without(host, path);
            File.WriteAllText(path, text + (text.Length > 0 && !text.EndsWith('\n') ? "\n" : "") + CompletionScript.Of(shell, host.ProgramName));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} cannot be written: {e.Message}");
        }
    }

    /// <summary>Removes the script and nothing else.</summary>
    /// <returns>The file.</returns>
    public static string Uninstall(CliHost host, string shell)
    {
        var path = FileOf(host, shell);
        try
        {
            if (File.Exists(path))
            {
                File.WriteAllText(path, Without(host, path));
            }

            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} cannot be written: {e.Message}");
        }
    }

    private static string FileOf(CliHost host, string shell)
    {
        var home = host.Variable("HOME") ?? throw new CommandFailure(
            ControlErrorCode.InvalidRequest, "HOME is not set, so the shell's start file is not known; print the script with `apm completion bash` instead.");
        return Path.Combine(home, shell switch
        {
            "zsh" => ".zshrc",
            "fish" => $".config/fish/completions/{host.ProgramName}.fish",
            _ => ".bashrc",
        });
    }

    private static string Without(CliHost host, string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var begin = text.IndexOf(CompletionScript.Begin(host.ProgramName), StringComparison.Ordinal);
        var endLine = CompletionScript.End(host.ProgramName);
        var end = begin < 0 ? -1 : text.IndexOf(endLine, begin, StringComparison.Ordinal);
        return end < 0 ? text : text[..begin] + text[(end + endLine.Length)..].TrimStart('\n');
    }
}
