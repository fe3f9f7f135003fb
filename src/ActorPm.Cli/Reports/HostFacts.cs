using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace ActorPm.Cli.Reports;

/// <summary>What the machine says about itself in /proc. A number that it does not say is left out.</summary>
internal static class HostFacts
{
    /// <summary>
    /// <c>{ version: 1, host: { name, os, kernel, architecture, uptimeSeconds }, cpu: { count, model, load1, load5, load15 },
    /// memory: { totalBytes, availableBytes, swapTotalBytes, swapFreeBytes }, disks: [{ path, totalBytes, freeBytes }] }</c>.
    /// </summary>
    /// <param name="root">Where the system's files begin: <c>/</c>.</param>
    public static JsonObject Read(string root)
    {
        var memory = Lines(root, "proc/meminfo").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var load = Words(root, "proc/loadavg");
        return new JsonObject
        {
            ["version"] = 1,
            ["host"] = new JsonObject
            {
                ["name"] = Environment.MachineName,
                ["os"] = OperatingSystemName(root),
                ["kernel"] = Lines(root, "proc/sys/kernel/osrelease").FirstOrDefault(),
                ["architecture"] = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
                ["uptimeSeconds"] = Number(Words(root, "proc/uptime"), 0),
            },
            ["cpu"] = new JsonObject
            {
                ["count"] = Environment.ProcessorCount,
                ["model"] = Lines(root, "proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim(),
                ["load1"] = Number(load, 0),
                ["load5"] = Number(load, 1),
                ["load15"] = Number(load, 2),
            },
            ["memory"] = new JsonObject
            {
                ["totalBytes"] = Bytes(memory, "MemTotal"),
                ["availableBytes"] = Bytes(memory, "MemAvailable"),
                ["swapTotalBytes"] = Bytes(memory, "SwapTotal"),
                ["swapFreeBytes"] = Bytes(memory, "SwapFree"),
            },
            ["disks"] = Disks(),
        };
    }

    private static JsonArray Disks()
    {
        var disks = new JsonArray();
        foreach (var drive in DriveInfo.GetDrives())
        {
            try
            {
                if (drive.DriveType is DriveType.Fixed && drive.TotalSize > 0)
                {
                    disks.Add((JsonNode)new JsonObject { ["path"] = drive.Name, ["totalBytes"] = drive.TotalSize, ["freeBytes"] = drive.AvailableFreeSpace });
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A mount point that this user may not look at, or that is gone again: it is not theirs to know about.
            }
        }

        return disks;
    }

    private static string? OperatingSystemName(string root) => Lines(root, "etc/os-release")
        .FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"');

    private static string[] Lines(string root, string path)
    {
        var file = Path.Combine(root, path);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static string[] Words(string root, string path) =>
        Lines(root, path).FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static double? Number(string[] words, int index) =>
        index < words.Length && double.TryParse(words[index], CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? Bytes(Dictionary<string, string> memory, string name) =>
        memory.TryGetValue(name, out var text) && text.Trim().Split(' ') is [var number, "kB"] && long.TryParse(number, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : null;
}
