using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say how an app stands together with others.</summary>
internal sealed class TogetherOptions : IAppOptionGroup
{
    private readonly Option<string[]> _dependsOn = Options.Value("--depends-on", "apps", "start only when these apps are ready, or what stands behind the name: db:healthy,migrate:completed (started, ready, healthy, completed)");
    private readonly Option<string[]> _strategy = Options.Value("--group-strategy", "strategy", "what a crash means for the others of the namespace: one_for_one, one_for_all, rest_for_one; default: one_for_one");
    private readonly Option<string[]> _intensity = Options.Value("--group-intensity", "number", "so many crashes of the namespace within --group-period are borne; one more gives up all its apps; default: any number");
    private readonly Option<string[]> _period = Options.Value("--group-period", "time", "the time in which they are counted; default: 60s");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_dependsOn, _strategy, _intensity, _period];

    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        DependsOn = call.List(_dependsOn) ?? request.DependsOn,
        GroupStrategy = call.Value(_strategy) ?? request.GroupStrategy,
        GroupIntensity = OptionText.WholeNumber(call, _intensity, problems) ?? request.GroupIntensity,
        GroupPeriodMs = OptionText.Duration(call, _period, problems) ?? request.GroupPeriodMs,
    };
}
