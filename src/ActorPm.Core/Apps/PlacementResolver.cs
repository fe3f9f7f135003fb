using ActorPm.Core.Cluster;
using ActorPm.Core.Control;

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
        if (request.Placement is null && request.PlacementRoles is null)
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
            if (!NodeName.TryParse(role, out _, out _))
            {
                refusals.Add($"'{role}' cannot be a role of a node; `apm cluster status` shows the roles that nodes have (--on).");
            }
        }

        return spec.Placement with { Kind = kind, Roles = request.PlacementRoles is { } roles ? [.. roles.Order(StringComparer.Ordinal)] : spec.Placement.Roles };
    }
}
