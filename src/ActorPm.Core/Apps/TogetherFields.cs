using System.Globalization;
using ActorPm.Core.Groups;

namespace ActorPm.Core.Apps;

/// <summary>What a spec says of other apps, in the words of an app file. What has its default is left out.</summary>
public static class TogetherFields
{
    /// <summary>The fields, in their order.</summary>
    public static IEnumerable<(string Name, string Value)> Of(AppSpec spec) =>
        All(spec).Where(field => field.Value is not null).Select(field => (field.Name, field.Value!));

    private static IEnumerable<(string Name, string? Value)> All(AppSpec spec) =>
    [
        ("depends_on", spec.DependsOn.IsEmpty ? null : string.Join(' ', spec.DependsOn)),
        ("group_strategy", spec.Group.Strategy is GroupStrategy.OneForOne ? null : GroupSettings.WordOf(spec.Group.Strategy)),
        ("group_intensity", spec.Group.Intensity?.ToString(CultureInfo.InvariantCulture)),
        ("group_period", spec.Group.Period == GroupSettings.None.Period ? null : spec.Group.Period.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)),
    ];
}
