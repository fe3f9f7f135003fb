using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say how instances are replaced without a gap.</summary>
internal sealed class ReloadOptions : IAppOptionGroup
{
    private readonly Option<string[]> _surge = Options.Value("--surge", "number", "how many new instances a reload starts at a time: 2, 25%; default: 1");
    private readonly Option<string[]> _minHealthyTime = Options.Value("--min-healthy-time", "time", "how long a new instance must be ready before an old one leaves; default: 3 s for the first of a reload");
    private readonly Option<bool> _overlap = Options.Flag("--overlap", "a reload may run old and new beside each other though no requests are routed to the app");
    private readonly Option<bool> _noOverlap = Options.Flag("--no-overlap", "turn that off");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_surge, _minHealthyTime, _overlap, _noOverlap];

    // What is not given here stays as other options, or the app's file, have it.
    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        Surge = OptionText.Cleared(call.Value(_surge)) ?? request.Surge,
        MinimumHealthyTimeMs = OptionText.Duration(call, _minHealthyTime, problems) ?? request.MinimumHealthyTimeMs,
        Overlap = call.Has(_noOverlap) ? false : call.Has(_overlap) ? true : request.Overlap,
    };
}
