using ActorPm.Cli.Programs;

namespace ActorPm.Cli.Deploy;

/// <summary>Keeps a deployment from leaving out what lies here only.</summary>
internal static class LocalChanges
{
    /// <summary>Fails where the checkout that the caller stands in has changes that no other machine can fetch. Outside a checkout there is nothing to compare.</summary>
    public static async Task CheckAsync(CliHost host)
    {
        if (ProgramRun.Find(host, "git") is null || (await GitAsync(host, "rev-parse", "--is-inside-work-tree")).ExitCode != 0)
        {
            return;
        }

        var problem =
            (await GitAsync(host, "diff", "--quiet")).ExitCode != 0 ? "commit or stash your changes before deploying"
            : (await GitAsync(host, "diff", "--quiet", "--cached")).ExitCode != 0 ? "commit your staged changes before deploying"
            : (await GitAsync(host, "rev-list", "@{upstream}..", "-n", "1")).Output.Length > 0 ? "push your changes before deploying"
            : null;
        if (problem is not null)
        {
            throw new CommandFailure([$"{problem}; --force deploys all the same.", "Deploy failed"]);
        }
    }

    private static Task<ProgramResult> GitAsync(CliHost host, params string[] arguments) => ProgramRun.CaptureAsync(host, new ProgramCall("git", arguments));
}
