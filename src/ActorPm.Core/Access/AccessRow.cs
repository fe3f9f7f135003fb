namespace ActorPm.Core.Access;

/// <summary>Who may use a route of the control API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route, as <see cref="ActorPm.Core.Control.ControlContract"/> has it.</param>
/// <param name="Role">The least role that may.</param>
/// <param name="Scope">What a grant of some namespaces means for it.</param>
/// <param name="Verbs">The verbs of <c>apm</c> that use it, for people.</param>
public sealed record AccessRow(string Method, string Route, Role Role, AccessScope Scope, string Verbs)
{
    /// <summary>What of it takes <see cref="Role.Admin"/> all the same, for people; null for nothing.</summary>
    public string? AdminFor { get; init; }
}

/// <summary>The row of a request.</summary>
/// <param name="Row">The row.</param>
/// <param name="Value">What stands in the place of <c>{app}</c>; null where there is no such place.</param>
/// <param name="IsForwarded">Whether another node of the cluster carries it out.</param>
public sealed record AccessRoute(AccessRow Row, string? Value, bool IsForwarded);
