using System.Text.Json.Serialization;

namespace ActorPm.Core.Control;

// Bodies of the routes that replace instances without a gap (ControlContract names them).

/// <summary>How one reload goes; null is what the app's spec says.</summary>
/// <param name="Surge">How many new instances at a time: <c>2</c> or <c>25%</c>.</param>
/// <param name="CanaryPercent">The share, 1 to 99, after which it waits for promote or rollback; null for no pause.</param>
/// <param name="MinimumHealthyMs">How long a new instance must have been ready before an old one leaves, in milliseconds.</param>
public sealed record ReloadManner(string? Surge, int? CanaryPercent, double? MinimumHealthyMs);

/// <summary>Reloads what the targets select.</summary>
/// <param name="Targets">As in <see cref="TargetRequest"/>.</param>
/// <param name="Changes">The options that the user gave, as an <see cref="AppRequest"/> whose target is ignored; null for none.</param>
/// <param name="Manner">How it goes; null as the apps' specs say.</param>
public sealed record ReloadRequest([property: JsonRequired] IReadOnlyList<string> Targets, AppRequest? Changes, ReloadManner? Manner);

/// <summary>Goes on with a paused reload, or takes one back.</summary>
/// <param name="Target">The app's name.</param>
/// <param name="Manner">For a rollback: how it goes; null as the app's spec says.</param>
public sealed record RolloutRequest([property: JsonRequired] string Target, ReloadManner? Manner);
