using System.Collections.Frozen;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>
/// Every field of an app in an app file, defined once: the reader, its messages about unknown keys and the JSON schema all follow this list.
/// The fields of an environment, <c>env_NAME</c>, are any number and have no entry.
/// </summary>
public static class AppFields
{
    /// <summary>The beginning of a named environment's key; the rest is the user's own word.</summary>
    public const string NamedEnvironmentPrefix = "env_";

    /// <summary>All fields. Where two say something about the same, the later one wins.</summary>
    public static IReadOnlyList<AppField> All { get; } = [.. AppProgramFields.All, .. AppLifecycleFields.All, .. AppLogFields.All, .. AppServingFields.All, .. AppTogetherFields.All, .. AppLimitFields.All, .. Remarks()];

    private static readonly FrozenDictionary<string, AppField> BySpelling = All
        .SelectMany(field => field.Spellings.Select(spelling => (spelling, field)))
        .ToFrozenDictionary(pair => pair.spelling, pair => pair.field, StringComparer.Ordinal);

    /// <summary>All ways to write all fields.</summary>
    public static IEnumerable<string> Spellings => BySpelling.Keys;

    /// <summary>The field of a key; null when there is none.</summary>
    public static AppField? Find(string key) => BySpelling.GetValueOrDefault(key);

    /// <summary>The sentence about a key that is no field.</summary>
    public static string Unknown(string key) => NearestWord.Find(key, Spellings) is { } near
        ? $"unknown key '{key}'; did you mean '{near}'?"
        : $"unknown key '{key}'; remove it (`apm schema` prints the keys that there are)";

    // PM2 accepts these; they are kept and shown, and change nothing here.
    private static IEnumerable<AppField> Remarks() =>
    [
        Remark("Whether git metadata is read; nothing is.", "vizion"),
        Remark("Whether PM2's metrics agent is injected; none ever is.", "pmx"),
        Remark("Whether PM2's agent automates; none is injected.", "automation"),
        Remark("Windows only.", "windowsHide", "windows_hide"),
        Remark("Commands after `pm2 pull`.", "post_update"),
        Remark("Tracing by PM2's paid service.", "trace"),
        Remark("Tracing by PM2's paid service.", "disable_trace"),
        Remark("Metrics by PM2's paid service.", "v8"),
        Remark("Metrics by PM2's paid service.", "event_loop_inspector"),
        Remark("Metrics by PM2's paid service.", "deep_monitoring"),
        Remark("Where a module was installed from.", "install_url"),
        Remark("Whether the options were written to a file.", "write"),
        Remark("The name of the user; `uid` says who the app runs as.", "username"),
        Remark("How often PM2 looks whether a process is gone; here the system tells.", "kill_retry_time"),
        Remark("Settings of PM2's watcher.", "watch_options"),
    ];

    private static AppField Remark(string description, params string[] names) => AppField.Of(
        names, Anything, "Accepted for PM2's sake, without effect. " + description, null,
        (draft, json) => draft with { Remarks = draft.Remarks.SetItem(names[0], json) });
}
