using ActorPm.Cli.Configuration;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm set</c> and <c>apm multiset</c>.</summary>
internal sealed class SetCommand : CliCommand
{
    private readonly bool _isMany;

    private SetCommand(string name, string description, string arguments, string[] required, bool isMany)
        : base(name, description, arguments, required) => _isMany = isMany;

    public override bool TakesNegativeNumbers => true;

    public static SetCommand One() => new("set", "set a value; the app that the key names is restarted with it", "<key> <value>", ["key", "value"], isMany: false);

    public static SetCommand Many() => new("multiset", "set several values", "\"<key> <value> <key> <value>…\"", ["keys and values"], isMany: true);

    public override bool IsOfThisMachine => true;

    public override Task<int> RunAsync(Invocation call)
    {
        IReadOnlyList<string> words = _isMany ? [.. call.Words.SelectMany(ArgumentText.Split)] : call.Words;
        if (words.Count % 2 != 0 || (!_isMany && words.Count != 2))
        {
            throw new CommandFailure(
                ControlErrorCode.InvalidRequest, _isMany
                    ? $"{words.Count} words are not keys with a value each; write \"key value key value\"."
                    : $"`apm set` takes one key and one value, not {words.Count} words; put a value with blanks in quotes.");
        }

        return RunAsync(call, [.. words.Chunk(2).Select(pair => (ParseKey(pair[0]), pair[1]))]);
    }

    /// <summary>Sets values and tells whom it may concern.</summary>
    public static async Task<int> RunAsync(Invocation call, IReadOnlyList<(ConfigurationKey Key, string Value)> values)
    {
        var rotation = values.Where(value => value.Key.Parts is [LogrotateSettings.Module, _]).ToDictionary(value => value.Key.Parts[1], value => value.Value);
        if (LogrotateSettings.FromPm2(rotation, RotationSettings.Default(TimeZoneInfo.Local)).Problems is { IsEmpty: false } problems)
        {
            throw new CommandFailure([.. problems]);
        }

        var file = ConfigurationFile.Read(call.Home);
        foreach (var (key, value) in values)
        {
            file.Set(key, value);
        }

        file.Write();
        call.Screen.Progress("Setting changed");
        string[] owners = [.. values.Select(value => value.Key.Owner).OfType<string>().Distinct()];
        await ConfigurationChange.AnnounceAsync(call, file, owners);
        call.Screen.Table(ConfigurationListing.Of(file.Root, values[0].Key.Owner));
        return 0;
    }

    /// <summary>A key, or a failure that says how one is written.</summary>
    public static ConfigurationKey ParseKey(string text) => ConfigurationKey.Parse(text) ?? throw new CommandFailure(
        ControlErrorCode.InvalidRequest, $"'{text}' is not a key; write key, mod:key or mod.key.");
}
