using System.Globalization;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>apmd may open no more descriptors than it has, for some seconds.</summary>
internal sealed class ExhaustDescriptors : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.ExhaustDescriptors;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => Programs.IsInstalled("prlimit") ? null : "prlimit is not installed";

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        var daemon = rig.Apm.Daemon ?? throw new InvalidOperationException("There is no daemon.");
        var before = (await PrlimitAsync("--pid", Text(daemon.Pid), "--nofile", "--raw", "--noheadings", "--output", "SOFT")).Trim();
        await PrlimitAsync("--pid", Text(daemon.Pid), $"--nofile={Directory.GetFiles($"/proc/{daemon.Pid}/fd").Length + random.Next(4)}:");
        await LastAsync(TimeSpan.FromSeconds(3));
        await PrlimitAsync("--pid", Text(daemon.Pid), $"--nofile={before}:");
    }

    private static async Task<string> PrlimitAsync(params string[] arguments)
    {
        var (exitCode, text) = await Programs.RunAsync("prlimit", arguments);
        return exitCode == 0 ? text : throw new InvalidOperationException($"prlimit: {text}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
