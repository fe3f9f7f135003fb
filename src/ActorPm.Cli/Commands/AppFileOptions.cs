using System.CommandLine;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>The options of the verbs that take app files: which of the file's apps, and in which environment.</summary>
internal sealed class AppFileOptions
{
    private readonly Option<string[]> _only = Options.Value("--only", "names", "only these apps of the app file: api,web (repeatable)");
    private readonly Option<string[]> _parallel = Options.Value("--parallel", "number", "accepted for PM2's sake: apps never wait for one another");
    private readonly Option<string[]>? _environment;
    private readonly AppOptions? _apps;

    /// <param name="grammar">The verb's grammar.</param>
    /// <param name="apps">The verb's options for apps, whose <c>--env</c> counts; null when it has none, and gets an <c>--env</c> here.</param>
    public AppFileOptions(Command grammar, AppOptions? apps = null)
    {
        _apps = apps;
        grammar.Options.Add(_only);
        grammar.Options.Add(_parallel);
        if (apps is null)
        {
            _environment = Options.Value("--env", "name", "the environment of the app file, for the names that it makes");
            grammar.Options.Add(_environment);
        }
    }

    /// <summary>What the call says.</summary>
    public AppFileSelection Selection(Invocation call) => new(
        _apps is null ? call.Value(_environment!) : _apps.EnvironmentName(call),
        AppFileNames.Wanted(call.Values(_only)));
}
