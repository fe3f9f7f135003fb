using ActorPm.Cli.Programs;

namespace ActorPm.Cli.Deploy;

/// <summary>How a script gets to a machine: to bash here, or through ssh to bash there.</summary>
internal static class DeployShell
{
    /// <summary>The host that needs no ssh.</summary>
    public const string Here = "localhost";

    /// <summary>The call that runs a script on a machine.</summary>
    /// <param name="ssh">How it is reached.</param>
    /// <param name="host">The machine.</param>
    /// <param name="script">Text for bash.</param>
    /// <param name="userHome">The caller's own directory, for a key that is written as <c>~/…</c>.</param>
    public static ProgramCall Run(SshSettings ssh, string host, string script, string? userHome)
    {
        if (host == Here)
        {
            return new ProgramCall("bash", "-c", script);
        }

        var arguments = new List<string>();
        foreach (var option in ssh.Options)
        {
            arguments.AddRange(["-o", option]);
        }

        if (ssh.NeedsTerminal)
        {
            arguments.Add("-t");
        }

        if (ssh.ForwardsAgent)
        {
            arguments.Add("-A");
        }

        if (ssh.Port is { } port)
        {
            arguments.AddRange(["-p", port]);
        }

        if (ssh.Key is { } key)
        {
            arguments.AddRange(["-i", userHome is not null && key.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(userHome, key[2..]) : key]);
        }

        // The user's shell there reads the command once, whichever it is; bash then reads the script.
        return new ProgramCall("ssh", [.. arguments, "--", ssh.User is { } user ? $"{user}@{host}" : host, $"bash -c {ShellText.Quote(script)}"]);
    }
}
