using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Access;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Logs;
using ActorPm.Core.Restarts;
using ActorPm.Core.Targets;
using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// What strangers and those of some namespaces send: the header of a login, a path, the body of a command, the file of tokens. Whatever it is, nothing of another namespace is handed on.
/// </summary>
internal static class AccessTarget
{
    private static readonly Grant Web = new(Role.Operate, ["web"]);

    private static readonly AppCatalog List = AppCatalog.Empty
        .Apply(new CatalogEvent.AppAdded(App("front", "web"), [new Slot(0, 0, 1, DesiredState.Running), new Slot(1, 1, 2, DesiredState.Running)]))
        .Apply(new CatalogEvent.AppAdded(App("pay", "shop"), [new Slot(0, 2, 3, DesiredState.Running)]));

    private static readonly string[] Routes =
    [
        ControlContract.Start, ControlContract.Stop, ControlContract.Restart, ControlContract.Reload, ControlContract.Reset, ControlContract.Flush,
        ControlContract.Scale, ControlContract.Promote, ControlContract.Rollback, ControlContract.Signal, ControlContract.Trigger, ControlContract.Shell,
    ];

    /// <summary>The target.</summary>
    public static IFuzzTarget Open() => new FuzzTarget(
        "access",
        ["{\"targets\":[\"", "{\"target\":\"", "front", "pay", "web", "shop", "all", "/.*/", "\"apps\":[{", "callerDirectory", "changes", "Bearer apmt_", "operate:web+shop", "alice = view", "/v1/nodes/b/v1/stop", "/v1/apps/pay/router", "\"line\":\"apps delete -n pay\"", "{\"tokens\":[{\"name\":\"a\",\"hash\":\"", "grant"],
        input =>
        {
            var text = Encoding.UTF8.GetString(input.Span);
            _ = AccessToken.TryReadHeader(text, out _);
            _ = AccessToken.TryParseLife(text, out _);
            _ = NamedGrants.TryParse(text, out _, out _);
            _ = RequestTargets.Of(input);
            if (Grant.TryParse(text, out var grant, out _))
            {
                Expect(Grant.TryParse(grant.ToString(), out var again, out _) && again.Equals(grant), $"{grant} is written as another grant");
            }

            if (AccessTable.Find("GET", text) is { Value: { } app } route)
            {
                var handedOn = new Uri(new Uri("http://b"), route.Row.Route.Replace("{app}", app, StringComparison.Ordinal)).AbsolutePath;
                Expect(handedOn.StartsWith("/v1/apps/", StringComparison.Ordinal) && handedOn.EndsWith("/router", StringComparison.Ordinal) && handedOn.Split('/').Length == 5, $"{text} becomes {handedOn}");
            }

            try
            {
                _ = TokenBook.Read(TokenBook.Read(input.Span).Write());
            }
            catch (JsonException)
            {
                // Said to whoever reads it.
            }

            foreach (var path in Routes)
            {
                Carried(path, AccessDecider.Decide(Web, AccessTable.Find("POST", path)!, _ => "", input.Span, List));
            }
        });

    private static void Carried(string path, AccessVerdict verdict)
    {
        if (verdict is not AccessVerdict.Allowed { Body: { } body })
        {
            return;
        }

        using var json = JsonDocument.Parse(body.ToArray());
        var targets = path == ControlContract.Start
            ? json.RootElement.GetProperty("apps").EnumerateArray().Select(app => app.GetProperty("target").GetString()!)
            : json.RootElement.GetProperty("targets").EnumerateArray().Select(target => target.GetString()!);
        foreach (var target in targets)
        {
            Expect(AppSelector.TryParse(target, out var selector, out _) && selector.Select(List).All(app => app.Entry.Spec.Namespace == "web"), $"{target} is handed on to {path}");
        }
    }

    private static AppSpec App(string name, string space) => new(
        AppName.Parse(name), space, $"/srv/{name}/run", AppSpec.NoInterpreter, [], [], "/srv", ImmutableSortedDictionary<string, string>.Empty, 1, InstanceCounting.Single,
        RestartSettings.Default, StopSettings.Default, LogSettings.Default);

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BrokenPromiseException(otherwise);
        }
    }
}
