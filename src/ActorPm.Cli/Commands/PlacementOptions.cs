using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say on which nodes of a cluster an app runs.</summary>
internal sealed class PlacementOptions : IAppOptionGroup
{
    private const string RolePrefix = "role=";

    private readonly Option<string[]> _placement = Options.Value("--placement", "kind", "in a cluster: pinned (this node), single (one instance, somewhere), spread (over all nodes), every (on each node); default: pinned");
    private readonly Option<string[]> _on = Options.Value("--on", "role=name", "only on nodes that have this role; several: role=web,role=ssd");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_placement, _on];

    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        Placement = call.Value(_placement) ?? request.Placement,
        PlacementRoles = Roles(call, problems) ?? request.PlacementRoles,
    };

    private List<string>? Roles(Invocation call, List<string> problems)
    {
        if (call.Value(_on) is not { } text)
        {
            return null;
        }

        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        problems.AddRange(words.Where(word => !word.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(word => $"--on '{word}' is not a role; write role=web."));
        return [.. words.Where(word => word.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(word => word[RolePrefix.Length..])];
    }
}
