using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using ActorPm.Cli.Configuration;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm get</c>, <c>apm conf</c> and <c>apm config</c>; the latter two set when they are given a value.</summary>
internal sealed class GetCommand : CliCommand
{
    private readonly Option<bool> _json;
    private readonly Option<bool>? _origin;

    public GetCommand(string name)
        : base(
            name,
            name == "get" ? "show a setting, the settings of an app, or all" : "show settings, or set one; check: whether a file of the daemon's settings or of apps can be used; show: the daemon's settings",
            name == "get" ? "[key|app|all]" : "[key] [value] | check [file] | show")
    {
        _json = Flag("--json", "as JSON: { \"<app>\": { \"<key>\": \"<value>\" } } for all, its inner object for an app, the value itself for a key; show: a list of key, value and origin");
        _origin = name == "get" ? null : Flag("--origin", "show: where each value comes from");
    }

    public override bool TakesNegativeNumbers => true;

    public override bool IsOfThisMachine => true;

    public override Task<int> RunAsync(Invocation call)
    {
        switch (call.Words)
        {
            case [] or ["all"]:
                Show(call, ConfigurationFile.Read(call.Home).Root, owner: null);
                return Task.FromResult(0);
            case [SettingsCheck.Word] or [SettingsCheck.Word, _] when Grammar.Name != "get":
                return Task.FromResult(SettingsCheck.Run(call, call.Words.ElementAtOrDefault(1)));
            case [SettingsShow.Word] when Grammar.Name != "get":
                return Task.FromResult(SettingsShow.Run(call, call.Has(_origin!), call.Has(_json)));
            case [var text, var value] when Grammar.Name != "get":
                return SetCommand.RunAsync(call, [(SetCommand.ParseKey(text), value)]);
            case [var text]:
                ShowOne(call, SetCommand.ParseKey(text));
                return Task.FromResult(0);
            default:
                throw new CommandFailure(ControlErrorCode.InvalidRequest, $"`apm {Grammar.Name}` takes {Arguments}, not {call.Words.Count} words.");
        }
    }

    private void ShowOne(Invocation call, ConfigurationKey key)
    {
        var file = ConfigurationFile.Read(call.Home);
        var value = file.Find(key) ?? throw new CommandFailure(ControlErrorCode.NotFound, $"Unknown key: {key}; `apm conf` shows all that are set.");
        if (value is JsonObject && !call.Has(_json))
        {
            Show(call, file.Root, key.Parts[0]);
        }
        else if (call.Has(_json))
        {
            call.Screen.Data(Encoding.UTF8.GetString(ConfigurationFile.Json(value)) + "\n");
        }
        else
        {
            call.Screen.Data(key.Owner is { } owner
                ? $"Value for module {owner} key {string.Join(':', key.Parts.Skip(1))}: {ConfigurationListing.ValueText(value)}\n"
                : $"{ConfigurationListing.ValueText(value)}\n");
        }
    }

    private void Show(Invocation call, JsonObject root, string? owner) => call.Screen.Data(call.Has(_json)
        ? Encoding.UTF8.GetString(ConfigurationFile.Json(root)) + "\n"
        : ConfigurationListing.Of(root, owner));
}
