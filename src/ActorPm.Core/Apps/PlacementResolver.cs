using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Apps;

/// <summary>The part of <see cref="SettingsResolver"/> about the nodes of a cluster.</summary>
/// <param name="request">What the user wrote.</param>
/// <param name="refusals">Gets what is wrong.</param>
internal sealed class PlacementResolver(AppRequest request, Refusals refusals)
{
    /// <summary>The spec's placement with what the request says.</summary>
    /// <param name="spec">With its number of instances.</param>
    public Placement ApplyTo(AppSpec spec)
    {
        if (request is { Placement: null, PlacementRoles: null, PlacementPerNode: null, PlacementOver: null, PlacementApartFrom: null, MaxUnavailable: null })
        {
            return spec.Placement;
        }

        var kind = request.Placement is not { } word ? spec.Placement.Kind
            : Placement.TryParse(word) ?? refusals.Add(spec.Placement.Kind, $"'{word}' is no placement; give pinned, single, spread or every (--placement).");
        if (kind is PlacementKind.Single && spec.Instances > 1)
        {
            refusals.Add($"The placement single is one instance on one node, not {spec.Instances}; leave --instances out, or take --placement spread.");
        }

        foreach (var role in request.PlacementRoles ?? [])
        {
            if (!NodeRole.IsValid(role))
            {
                refusals.Add($"'{role}' cannot be a role or a label of a node; `apm cluster status` shows those that nodes have (--on).");
            }
        }

        var placement = spec.Placement with
        {
            Kind = kind,
            Roles = request.PlacementRoles is { } roles ? [.. roles.Order(StringComparer.Ordinal)] : spec.Placement.Roles,
            PerNode = refusals.Number(request.PlacementPerNode, spec.Placement.PerNode, "placement_per_node", 0),
            Over = request.PlacementOver is { } label ? Label(label) : spec.Placement.Over,
            ApartFrom = request.PlacementApartFrom is { } apart ? [.. apart.Where(IsApp).Distinct().Order(StringComparer.Ordinal)] : spec.Placement.ApartFrom,
            MaxUnavailable = request.MaxUnavailable is { } away ? Away(away) : spec.Placement.MaxUnavailable,
        };
        if (kind is not PlacementKind.Spread && (placement.PerNode > 0 || placement.Over is not null))
        {
            refusals.Add("How instances are laid out (--per-node, --spread-over) counts for apps that are spread; add --placement spread.");
        }

        if (!placement.IsMovable && (!placement.ApartFrom.IsEmpty || placement.MaxUnavailable is not null))
        {
            refusals.Add("A pinned app stays where it is, whatever runs there (--apart-from, --max-unavailable); add --placement single, spread or every.");
        }

        return placement;
    }

    // Empty takes it back.
    private string? Label(string text) => text.Length == 0 ? null
        : NodeName.TryParse(text, out _, out _) ? text
        : refusals.Add<string?>(null, $"'{text}' cannot be the name of a label of nodes; write --spread-over zone for nodes that joined with --labels zone=….");

    private bool IsApp(string text) => AppName.TryParse(text, out _, out _) || refusals.Add(false, $"'{text}' cannot be the name of an app (--apart-from).");

    private Surge? Away(string text) => text.Length == 0 ? null
        : Surge.TryParse(text, out var away) ? away
        : refusals.Add<Surge?>(null, $"'{text}' is no number of instances; give a number of at least 1, or a share such as 25% (--max-unavailable).");
}
