using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.StaticServer;

namespace ActorPm.Core.Ecosystem;

/// <summary>The list <c>static</c> of an app file: directories that the built-in web server shows, each an app of its own.</summary>
internal static class StaticSites
{
    private static readonly (string Key, string Variable)[] Settings =
    [
        ("path", StaticServerVariables.Path), ("port", StaticServerVariables.Port), ("host", StaticServerVariables.Host),
        ("spa", StaticServerVariables.SinglePage), ("ftp", StaticServerVariables.Listing), ("directory", StaticServerVariables.Directory),
        ("homepage", StaticServerVariables.HomePage),
    ];

    /// <summary>Adds the apps of the list.</summary>
    /// <returns>How many entries the list has.</returns>
    public static int Read(JsonElement list, EcosystemContext context, List<AppRequest> apps, List<string> problems)
    {
        if (context.StaticServer is not { } program || list.ValueKind is not JsonValueKind.Array)
        {
            problems.Add($"'static' is a list of directories to serve, not {JsonKind.Of(list)}");
            return 0;
        }

        var number = 0;
        foreach (var site in list.EnumerateArray())
        {
            var place = $"static[{number++}]";
            if (site.ValueKind is not JsonValueKind.Object)
            {
                problems.Add($"{place}: a site is an object such as {{\"path\": \"public\", \"port\": 8080}}, not {JsonKind.Of(site)}");
                continue;
            }

            apps.Add(App(site, place, program, context, problems));
        }

        return number;
    }

    private static AppRequest App(JsonElement site, string place, string program, EcosystemContext context, List<string> problems)
    {
        string? name = null;
        var environment = new Dictionary<string, string>();
        foreach (var property in site.EnumerateObject().Where(property => property.Value.ValueKind is not JsonValueKind.Null))
        {
            var value = property.Value.ValueKind is JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            switch (property.Name)
            {
                case "name":
                    name = value;
                    break;
                case "basic_auth" when property.Value.ValueKind is JsonValueKind.Object:
                    environment[StaticServerVariables.BasicAuth] = "true";
                    environment[StaticServerVariables.UserName] = Member(property.Value, "username");
                    environment[StaticServerVariables.Password] = Member(property.Value, "password");
                    break;
                case "monitor":
                    break;
                case var key when Array.Find(Settings, setting => setting.Key == key) is { Variable: { } variable }:
                    environment[variable] = value;
                    break;
                default:
                    problems.Add(NearestWord.Find(property.Name, Settings.Select(setting => setting.Key).Append("name").Append("basic_auth")) is { } near
                        ? $"{place}: unknown key '{property.Name}'; did you mean '{near}'?"
                        : $"{place}: unknown key '{property.Name}'; remove it");
                    break;
            }
        }

        return new AppRequest
        {
            Target = program,
            CallerDirectory = context.CallerDirectory,
            CallerEnvironment = context.CallerEnvironment,
            Environment = environment,
            Name = name ?? StaticServerVariables.AppNamePrefix + environment.GetValueOrDefault(StaticServerVariables.Port, StaticServerVariables.DefaultPort.ToString(CultureInfo.InvariantCulture)),
            Arguments = [StaticServerVariables.Argument],
            Interpreter = AppSpec.NoInterpreter,
            IfRunning = WhenRunning.Restart,
        };
    }

    private static string Member(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}
