namespace ActorPm.Cli.Deploy;

/// <summary>Where and how one environment of the <c>deploy</c> section is deployed.</summary>
/// <param name="Name">The environment's name.</param>
/// <param name="Hosts">The machines, one after the other; <c>localhost</c> is this one, without ssh. At least one.</param>
/// <param name="Repository">What git clones.</param>
/// <param name="Path">The directory on the machine: <c>source</c>, <c>current</c>, <c>shared</c> and <c>.deploys</c> come to lie in it.</param>
/// <param name="Ref">What is deployed: a branch as <c>origin/main</c>, a tag or a commit; null means the newest tag.</param>
/// <param name="Ssh">How the machines are reached.</param>
/// <param name="IsFast">Whether git fetches the last five commits only.</param>
/// <param name="Environment">Variables for <see cref="DeployHooks.PostDeploy"/>, by upper-case name.</param>
/// <param name="Hooks">Commands around the steps.</param>
internal sealed record DeployTarget(
    string Name, IReadOnlyList<string> Hosts, string Repository, string Path, string? Ref, SshSettings Ssh, bool IsFast,
    IReadOnlyDictionary<string, string> Environment, DeployHooks Hooks);

/// <summary>How a machine is reached by ssh; null means that ssh's own settings decide.</summary>
/// <param name="User">The user there.</param>
/// <param name="Port">The port there.</param>
/// <param name="Key">The file of the private key.</param>
/// <param name="Options">Values for <c>-o</c>.</param>
/// <param name="ForwardsAgent">Whether the agent is at hand there.</param>
/// <param name="NeedsTerminal">Whether commands there get a terminal.</param>
internal sealed record SshSettings(string? User, string? Port, string? Key, IReadOnlyList<string> Options, bool ForwardsAgent, bool NeedsTerminal);

/// <summary>Shell commands; null means none.</summary>
/// <param name="PreSetup">On the machine, before anything is there; or a local file whose text is run there.</param>
/// <param name="PostSetup">On the machine, in the checkout.</param>
/// <param name="PreDeployLocal">Here, where <c>apm</c> was called.</param>
/// <param name="PreDeploy">On the machine, in the old checkout.</param>
/// <param name="PostDeploy">On the machine, in the new checkout.</param>
internal sealed record DeployHooks(string? PreSetup, string? PostSetup, string? PreDeployLocal, string? PreDeploy, string? PostDeploy);
