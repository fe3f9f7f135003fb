using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;
using ActorPm.Core.Targets;

namespace ActorPm.Core.Access;

/// <summary>
/// Decides whether somebody may have a request carried out: by the role first, for which nothing but the route has to be known, then by what the request names. What is decided
/// by the list of now is carried out a moment later, when the list may be another one; so of what names apps only the names that were looked at are handed on.
/// </summary>
public static class AccessDecider
{
    private const string Cure = "ask whoever runs the daemon (actorpm.access, `apm token`).";

    /// <summary>Decides by the role and the route alone.</summary>
    /// <returns>Why not; null when the request itself has to be looked at (<see cref="Decide"/>), or may be carried out.</returns>
    public static ControlError? RefuseBefore(Grant grant, AccessRoute? route)
    {
        if (grant is { Role: Role.Admin, IsWhole: true })
        {
            return null;
        }

        if (route is null)
        {
            return Denied($"Only an admin may send what the table of roles does not know; {Cure}");
        }

        return grant.Role < route.Row.Role ? TooLow(grant, route.Row.Verbs, route.Row.Role)
            : grant.IsWhole ? null
            : route.IsForwarded ? Denied($"Your role {grant} holds on this node only, since namespaces are looked up in its list; leave out --node, or {Cure}")
            : route.Row.Scope is AccessScope.Whole ? Denied($"{route.Row.Verbs} is about all apps, and your role {grant} is not; {Cure}")
            : null;
    }

    /// <summary>Decides by what the request says.</summary>
    /// <param name="grant">What the caller was given; <see cref="RefuseBefore"/> has not refused it.</param>
    /// <param name="route">The route.</param>
    /// <param name="query">Values of the query, empty for those that it has not.</param>
    /// <param name="body">The body; empty where none is needed.</param>
    /// <param name="list">The list of apps.</param>
    public static AccessVerdict Decide(Grant grant, AccessRoute route, Func<string, string> query, ReadOnlySpan<byte> body, AppCatalog list)
    {
        if (grant.Role is Role.Admin)
        {
            return new AccessVerdict.Allowed(null);
        }

        try
        {
            return route.Row.Route switch
            {
                ControlContract.Shell when route.Row.Method == "POST" => OfLine(grant, Read(body, ControlJson.Default.ShellRequest)),
                ControlContract.Start => OfStart(grant, route, Read(body, ControlJson.Default.StartRequest), list),
                ControlContract.Restart => OfRestart(grant, Read(body, ControlJson.Default.RestartRequest), list),
                ControlContract.Reload => OfReload(grant, Read(body, ControlJson.Default.ReloadRequest), list),
                ControlContract.Flush => OfFlush(grant, Read(body, ControlJson.Default.TargetRequest), list),
                ControlContract.Stop or ControlContract.Reset => OfTargets(grant, Read(body, ControlJson.Default.TargetRequest), list),
                ControlContract.Promote or ControlContract.Rollback => OfTarget(grant, Read(body, ControlJson.Default.RolloutRequest).Target, list),
                ControlContract.Scale => OfTarget(grant, Read(body, ControlJson.Default.ScaleRequest).Target, list),
                ControlContract.Trigger => OfTarget(grant, Read(body, ControlJson.Default.TriggerRequest).Target, list),
                ControlContract.Signal => OfTarget(grant, Read(body, ControlJson.Default.SignalRequest).Target, list),
                ControlContract.Router => OfTarget(grant, route.Value!, list),
                ControlContract.Describe or ControlContract.Why => OfTarget(grant, query("target"), list),
                ControlContract.Logs or ControlContract.Events => OfOptionalTarget(grant, query("target"), list),
                ControlContract.History => OfOptionalTarget(grant, query("app"), list),
                _ => new AccessVerdict.Allowed(null),
            };
        }
        catch (JsonException problem)
        {
            return new AccessVerdict.Refused(new ControlError(ControlErrorCode.InvalidRequest, $"The request's body is not what {route.Row.Route} takes: {problem.Message}"));
        }
    }

    private static AccessVerdict OfLine(Grant grant, ShellRequest request) => OperatorLine.Parse(request.Line, OperatorPalettes.All) switch
    {
        OperatorLine.Called { Call: var call } when grant.Role < ShellAccess.Of(call.Palette, call.Verb) =>
            new AccessVerdict.Refused(TooLow(grant, $"{call.Palette.Name} {call.Verb.Name}", ShellAccess.Of(call.Palette, call.Verb))),
        _ => new AccessVerdict.Allowed(null),
    };

    // With nothing but its name, an app that has left the list meanwhile is looked for as a program of that name in /, not where the caller says.
    private static AccessVerdict OfStart(Grant grant, AccessRoute route, StartRequest request, AppCatalog list)
    {
        foreach (var app in request.Apps)
        {
            if (app is null || route.IsForwarded || !ListedApp.IsMeant(list, app) || app.Bare() != AppRequest.OnList(app.Target))
            {
                return new AccessVerdict.Refused(TooLow(grant, $"{app?.Target ?? "null"} {(route.IsForwarded ? "to be started on another node" : "to be started anew, or with options,")}", Role.Admin));
            }
        }

        return Narrowed(grant, [.. request.Apps.Select(app => app.Target)], list, names => Write(
            new StartRequest([.. names.Select(AppRequest.OnList)]) { Manner = request.Manner }, ControlJson.Default.StartRequest));
    }

    private static AccessVerdict OfRestart(Grant grant, RestartRequest request, AppCatalog list) => request.Changes is not null
        ? new AccessVerdict.Refused(TooLow(grant, "restart with options", Role.Admin))
        : Narrowed(grant, request.Targets, list, names => Write(request with { Targets = names }, ControlJson.Default.RestartRequest));

    private static AccessVerdict OfReload(Grant grant, ReloadRequest request, AppCatalog list) => request.Changes is not null
        ? new AccessVerdict.Refused(TooLow(grant, "reload with options of the app", Role.Admin))
        : Narrowed(grant, request.Targets, list, names => Write(request with { Targets = names }, ControlJson.Default.ReloadRequest));

    private static AccessVerdict OfFlush(Grant grant, TargetRequest request, AppCatalog list) => request.Targets.Count == 0
        ? new AccessVerdict.Refused(TooLow(grant, "flush without a target", Role.Admin))
        : OfTargets(grant, request, list);

    private static AccessVerdict OfTargets(Grant grant, TargetRequest request, AppCatalog list) =>
        Narrowed(grant, request.Targets, list, names => Write(new TargetRequest(names), ControlJson.Default.TargetRequest));

    private static AccessVerdict OfOptionalTarget(Grant grant, string target, AppCatalog list) =>
        target.Length == 0 ? new AccessVerdict.Allowed(null) : OfTarget(grant, target, list);

    private static AccessVerdict OfTarget(Grant grant, string target, AppCatalog list) =>
        grant.IsWhole || Problem(grant, target, list, out _) is not { } error ? new AccessVerdict.Allowed(null) : new AccessVerdict.Refused(error);

    // Names alone: what a pattern or a namespace selects may be more by the time that it is carried out, and more in the cluster.
    private static AccessVerdict Narrowed(Grant grant, IReadOnlyList<string> targets, AppCatalog list, Func<IReadOnlyList<string>, ImmutableArray<byte>> write)
    {
        if (grant.IsWhole)
        {
            return new AccessVerdict.Allowed(write(targets));
        }

        var names = new List<string>();
        foreach (var target in targets)
        {
            if (Problem(grant, target ?? "", list, out var found) is { } error)
            {
                return new AccessVerdict.Refused(error);
            }

            names.AddRange(found.All(app => app.Slots.Length == app.Entry.Slots.Length) ? found.Select(app => app.Entry.Spec.Name.Value) : [target!]);
        }

        return new AccessVerdict.Allowed(write([.. names.Distinct()]));
    }

    private static ControlError? Problem(Grant grant, string target, AppCatalog list, out ImmutableArray<SelectedApp> found)
    {
        found = [];
        if (!AppSelector.TryParse(target, out var selector, out var problem))
        {
            return new ControlError(ControlErrorCode.InvalidRequest, problem);
        }

        found = selector.Select(list);
        var foreign = found.Where(app => !grant.Covers(app.Entry.Spec.Namespace)).Select(app => $"{app.Entry.Spec.Name} ({app.Entry.Spec.Namespace})").ToList();
        return foreign.Count > 0 ? Denied($"{target} names apps of other namespaces than yours ({string.Join(", ", grant.Namespaces)}): {string.Join(", ", foreign)}; name your own apps, or your namespace.")
            : found.IsEmpty ? new ControlError(ControlErrorCode.NotFound, $"Process or Namespace {target} not found; `apm list` shows what there is.")
            : null;
    }

    private static ControlError TooLow(Grant grant, string what, Role needed) =>
        Denied($"{what} takes the role {Grant.WordOf(needed)}, and yours is {grant}; {Cure}");

    private static ControlError Denied(string message) => new(ControlErrorCode.AccessDenied, message);

    private static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(body, type) ?? throw new JsonException("it is null");

    private static ImmutableArray<byte> Write<T>(T body, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(body, type)];
}
