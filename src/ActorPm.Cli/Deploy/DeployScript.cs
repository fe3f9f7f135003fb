using System.Globalization;
using ActorPm.Cli.Programs;

namespace ActorPm.Cli.Deploy;

/// <summary>
/// What a machine is told, as text for its bash. Every value from the file is quoted, so that none of it is taken for more than a value; hooks alone are
/// shell text by what they are.
/// </summary>
internal sealed class DeployScript(DeployTarget target)
{
    private readonly string _path = ShellText.Path(target.Path);

    private string Source => _path + "/source";

    private string History => _path + "/.deploys";

    /// <summary>Makes the directories.</summary>
    public string MakeDirectories => $"mkdir -p {_path}/shared/logs {_path}/shared/pids {Source}";

    /// <summary>Clones the repository.</summary>
    public string Clone
    {
        get
        {
            // A branch is written as origin/main, as git reset needs it; git clone wants its bare name.
            var branch = target.Ref is { } reference && reference.StartsWith("origin/", StringComparison.Ordinal) ? reference["origin/".Length..] : target.Ref;
            return $"git clone {(target.IsFast ? "--depth=5 " : "")}{(branch is null ? "" : $"--branch {ShellText.Word(branch)} ")}-- {ShellText.Word(target.Repository)} {Source}";
        }
    }

    /// <summary>Makes the checkout the current one.</summary>
    public string Link => $"ln -sfn {Source} {_path}/current";

    /// <summary>Fetches what is new.</summary>
    public string Fetch => $"cd {Source} && git fetch {(target.IsFast ? "--depth=5 " : "")}--all --tags";

    /// <summary>Prints the newest tag.</summary>
    public string NewestTag => $"cd {Source} && git for-each-ref --sort=-creatordate --format='%(refname:short)' --count=1 refs/tags";

    /// <summary>Brings the checkout to a commit.</summary>
    public string Reset(string reference) => $"cd {Source} && git reset --hard {ShellText.Word(reference)}";

    /// <summary>Notes the deployed commit.</summary>
    public string Note => $"cd {Source} && git rev-parse HEAD >> {History}";

    /// <summary>Prints the current commit.</summary>
    public string Current => $"cd {Source} && git rev-parse --short HEAD";

    /// <summary>Prints all deployed commits, the oldest first.</summary>
    public string List => $"cat {History}";

    /// <summary>Prints the commit that was deployed some deployments ago.</summary>
    /// <param name="back">At least 1.</param>
    public string Earlier(int back)
    {
        var count = (back + 1).ToString(CultureInfo.InvariantCulture);
        return $"test \"$(wc -l < {History})\" -ge {count} || {{ echo 'There were fewer deployments than that.' >&2; exit 1; }}; tail -n {count} {History} | head -n 1 | cut -d ' ' -f 1";
    }

    /// <summary>Runs a hook in the current checkout, which finds the shared directory in <c>SHARED</c>.</summary>
    public string Hook(string command) => $"cd {_path}/current && export SHARED={_path}/shared && {{ {command}\n}}";

    /// <summary>Runs the last hook, with the environment's variables.</summary>
    public string PostDeploy(string command) =>
        Hook(string.Concat(target.Environment.Select(variable => $"export {variable.Key}={ShellText.Quote(variable.Value)}; ")) + command);

    /// <summary>Runs a command in the current checkout.</summary>
    public string Execute(string command) => $"cd {_path}/current && {{ {command}\n}}";
}
