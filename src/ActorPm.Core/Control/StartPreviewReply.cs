using System.Text.Json.Serialization;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Control;

/// <summary>What a start would do.</summary>
/// <param name="Apps">In the order in which it would act on them.</param>
public sealed record StartPreviewReply([property: JsonRequired] IReadOnlyList<AppPreview> Apps);

/// <summary>What would become of one app.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Whether anything would.</param>
/// <param name="Fields">The fields that differ, by their names in an app file; values of variables are hidden.</param>
public sealed record AppPreview(string Name, PreviewKind Kind, IReadOnlyList<FieldChange> Fields);

/// <summary>Kinds of previews.</summary>
public enum PreviewKind
{
    /// <summary>The app is not on the list yet.</summary>
    Added,

    /// <summary>The app is on the list and would be restarted with other settings.</summary>
    Changed,

    /// <summary>The app is on the list and would be restarted as it is.</summary>
    Unchanged,
}
