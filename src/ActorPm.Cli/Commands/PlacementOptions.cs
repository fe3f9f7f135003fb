using System.CommandLine;
using System.Globalization;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say on which nodes of a cluster an app runs.</summary>
internal sealed class PlacementOptions : IAppOptionGroup
{
    private const string RolePrefix = "role=";

    private readonly Option<string[]> _placement = Options.Value("--placement", "kind", "in a cluster: pinned (this node), single (one instance, somewhere), spread (over all nodes), every (on each node); default: pinned");
    private readonly Option<string[]> _on = Options.Value("--on", "role=name", "only on nodes that have this role or label; several: role=web,zone=eu");
    private readonly Option<string[]> _perNode = Options.Value("--per-node", "number", "spread: at most so many instances on one node");
    private readonly Option<string[]> _over = Options.Value("--spread-over", "label", "spread: evenly over the values of this label first, such as zone");
    private readonly Option<string[]> _apart = Options.Value("--apart-from", "apps", "never on a node that runs one of these movable apps; several: db,cache");
    private readonly Option<string[]> _away = Options.Value("--max-unavailable", "n", "movable: so many instances of the whole cluster, or such a share (25%), may be away while a reload goes over the nodes; default: one node after another");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_placement, _on, _perNode, _over, _apart, _away];

    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        Placement = call.Value(_placement) ?? request.Placement,
        PlacementRoles = Roles(call, problems) ?? request.PlacementRoles,
        PlacementPerNode = PerNode(call, problems) ?? request.PlacementPerNode,
        PlacementOver = call.Value(_over) ?? request.PlacementOver,
        PlacementApartFrom = call.List(_apart) ?? request.PlacementApartFrom,
        MaxUnavailable = call.Value(_away) ?? request.MaxUnavailable,
    };

    private List<string>? Roles(Invocation call, List<string> problems)
    {
        if (call.List(_on) is not { } words)
        {
            return null;
        }

        problems.AddRange(words.Where(word => !word.Contains('=', StringComparison.Ordinal)).Select(word => $"--on '{word}' is neither a role nor a label; write role=web, or zone=eu."));
        return [.. words.Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.StartsWith(RolePrefix, StringComparison.Ordinal) ? word[RolePrefix.Length..] : word)];
    }

    private int? PerNode(Invocation call, List<string> problems)
    {
        if (call.Value(_perNode) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        problems.Add($"--per-node '{text}' is not a number of instances; give 1 or more, or 0 for any number.");
        return null;
    }
}
