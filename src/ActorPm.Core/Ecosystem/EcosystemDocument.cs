using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Dependencies;

namespace ActorPm.Core.Ecosystem;

/// <summary>
/// The root of an app file → the apps to start and all problems at once. The root is <c>{"apps": […]}</c>, <c>{"pm2": […]}</c> (in a
/// package.json), a list of apps or one app; <c>static</c> is a list of directories to serve, <c>groups</c> says how namespaces stand together, <c>deploy</c> is left to the verb of that name.
/// </summary>
public static class EcosystemDocument
{
    /// <summary>Reads a file's text in JSON, as <see cref="Json5Reader"/> understands it.</summary>
    public static EcosystemReading Read(string text, EcosystemContext context)
    {
        try
        {
            return Read(Json5Reader.Read(text), context);
        }
        catch (AppFileSyntaxException e)
        {
            return new EcosystemReading([], [e.Message], []);
        }
    }

    /// <summary>Reads a file's root.</summary>
    public static EcosystemReading Read(JsonElement root, EcosystemContext context)
    {
        var problems = new List<string>();
        var notes = new List<string>();
        var apps = new List<AppRequest>();
        var number = 0;

        foreach (var (key, path, element) in Apps(root, "", problems))
        {
            var place = $"apps[{number++}]";
            if (element.ValueKind is not JsonValueKind.Object)
            {
                problems.Add($"{context.At(path)}{place}: an app is an object such as {{\"script\": \"app.js\"}}, not {JsonKind.Of(element)}");
            }
            else if (new EcosystemAppReader(place, path, context, problems, notes).Read(element, key) is { } app)
            {
                apps.Add(app);
            }
        }

        if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("static", out var served) && root.TryGetProperty("apps", out _))
        {
            number += StaticSites.Read(served, context, apps, problems);
        }

        if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("apps", out _) && root.TryGetProperty("groups", out var groups))
        {
            GroupsSection.AddTo(groups, context, apps, problems);
        }

        if (number == 0 && problems.Count == 0)
        {
            problems.Add("the file names no app; write {\"apps\": [{\"script\": \"app.js\"}]}");
        }

        AddTwins(apps, problems);
        AddCycle(apps, problems);
        return new EcosystemReading(apps, problems, notes);
    }

    private static IEnumerable<(string? Key, string Path, JsonElement Element)> Apps(JsonElement root, string at, List<string> problems)
    {
        switch (root.ValueKind)
        {
            case JsonValueKind.Array:
                return Elements(root, at);

            case JsonValueKind.Object when root.TryGetProperty("apps", out var apps):
                foreach (var property in root.EnumerateObject())
                {
                    if (property.Name is not ("apps" or "deploy" or "static" or "groups" or "$schema" or "pm2"))
                    {
                        problems.Add(AppFields.Find(property.Name) is null
                            ? $"unknown key '{property.Name}' beside 'apps'; remove it"
                            : $"'{property.Name}' stands beside 'apps'; move it into an app");
                    }
                }

                return ListOrOne(apps, "apps", ValueLines.Member(at, "apps"), problems);

            // A package.json: its other keys are npm's.
            case JsonValueKind.Object when root.TryGetProperty("pm2", out var apps):
                return apps.ValueKind is JsonValueKind.Object && apps.TryGetProperty("apps", out _) ? Apps(apps, "pm2", problems) : ListOrOne(apps, "pm2", "pm2", problems);

            case JsonValueKind.Object when root.TryGetProperty("static", out _) || root.TryGetProperty("deploy", out _):
                problems.Add("the file has no 'apps'; write {\"apps\": [{\"script\": \"app.js\"}]}");
                return [];

            case JsonValueKind.Object:
                return [(null, at, root)];

            default:
                problems.Add($"an app file is {{\"apps\": […]}}, a list of apps or one app, not {JsonKind.Of(root)}");
                return [];
        }
    }

    private static IEnumerable<(string? Key, string Path, JsonElement Element)> ListOrOne(JsonElement apps, string key, string at, List<string> problems)
    {
        switch (apps.ValueKind)
        {
            case JsonValueKind.Array:
                return Elements(apps, at);

            // Apps by their names, as HOCON files have them; else one app.
            case JsonValueKind.Object when !apps.EnumerateObject().Any(property => AppFields.Find(property.Name) is not null)
                && apps.EnumerateObject().Any() && apps.EnumerateObject().All(property => property.Value.ValueKind is JsonValueKind.Object):
                return apps.EnumerateObject().Select(property => ((string?)property.Name, ValueLines.Member(at, property.Name), property.Value));
            case JsonValueKind.Object:
                return [(null, at, apps)];
            default:
                problems.Add($"'{key}' is a list of apps, not {JsonKind.Of(apps)}");
                return [];
        }
    }

    private static IEnumerable<(string? Key, string Path, JsonElement Element)> Elements(JsonElement list, string at) =>
        list.EnumerateArray().Select((element, index) => ((string?)null, string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]"), element));

    private static void AddTwins(List<AppRequest> apps, List<string> problems)
    {
        foreach (var twins in apps.GroupBy(app => app.Name ?? AppFileNames.DefaultName(app.Target), StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add($"the name '{twins.Key}' occurs {twins.Count()} times; give each app a \"name\" of its own");
        }
    }

    // One at a time: whoever mends it sees the next.
    private static void AddCycle(List<AppRequest> apps, List<string> problems)
    {
        var dependencies = new Dictionary<AppName, ImmutableArray<AppDependency>>();
        foreach (var app in apps.Where(app => app.DependsOn is { Count: > 0 }))
        {
            if (AppName.TryParse(app.Name ?? AppFileNames.DefaultName(app.Target), out var name, out _))
            {
                dependencies[name] = [.. app.DependsOn!.Select(word => AppDependency.TryParse(word, out var dependency, out _) ? dependency : null).OfType<AppDependency>()];
            }
        }

        var cycle = dependencies.Keys.Select(name => DependencyCycle.Through(name, app => dependencies.GetValueOrDefault(app, []))).FirstOrDefault(found => !found.IsEmpty, []);
        if (!cycle.IsEmpty)
        {
            problems.Add($"none of these would ever start, since each waits for the next: {string.Join(" → ", cycle)}; take one out (depends_on)");
        }
    }
}
