using System.CommandLine;

namespace ActorPm.Cli;

/// <summary>The options that every verb has, before or after it.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Silent { get; } = Options.Flag("--silent", "show errors and data only, no progress and no tables", "-s");

    public Option<bool> NoColor { get; } = Options.Flag("--no-color", "show no colours (as NO_COLOR does)");

    public Option<string[]> Node { get; } = Options.Value("--node", "name", "have another node of the cluster carry the command out");

    public Option<string[]> Remote { get; } = Options.Value("--remote", "daemon", "have a daemon elsewhere carry the command out: https://host:port or unix:/path (as APM_REMOTE does)");

    public Option<string[]> Fingerprint { get; } = Options.Value("--fingerprint", "digits", "know that daemon by its certificate (as APM_REMOTE_FINGERPRINT does)");

    public Option<bool> Help { get; } = Options.Flag("--help", "show this help", "-h");

    public Option<bool> Version { get; } = Options.Flag("--version", "show the version", "-v", "-V");

    public void AddTo(Command grammar)
    {
        grammar.Options.Add(Silent);
        grammar.Options.Add(NoColor);
        grammar.Options.Add(Node);
        grammar.Options.Add(Remote);
        grammar.Options.Add(Fingerprint);
        grammar.Options.Add(Help);
        grammar.Options.Add(Version);
    }
}
