using System.Globalization;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Logs;

/// <summary>The route of logs with what is asked of it.</summary>
internal static class LogRoute
{
    /// <summary>The last lines of logs, and what follows.</summary>
    /// <param name="target">Whose; null for all.</param>
    /// <param name="lines">How many of the last lines.</param>
    /// <param name="stream"><c>all</c>, <c>out</c> or <c>err</c>.</param>
    /// <param name="follows">Whether what is written afterwards is sent too.</param>
    public static string Of(string? target, int lines, string stream = "all", bool follows = true) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ControlContract.Logs}?{(target is null ? "" : $"target={Uri.EscapeDataString(target)}&")}lines={lines}&stream={stream}&follow={(follows ? "true" : "false")}");
}
