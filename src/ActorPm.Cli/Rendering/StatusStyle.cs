using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>The colour of a status.</summary>
internal static class StatusStyle
{
    public static TextStyle Of(string status) => status switch
    {
        InstanceStatus.Online => TextStyle.Good,
        InstanceStatus.Launching => TextStyle.Busy,
        _ => TextStyle.Bad,
    };
}
