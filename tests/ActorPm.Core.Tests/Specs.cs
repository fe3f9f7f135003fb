using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Core.Tests;

/// <summary>Small builders: a test names only what it is about.</summary>
internal static class Specs
{
    /// <summary>The instant at which tests begin.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An app.</summary>
    public static AppSpec App(
        string name = "web",
        string? script = null,
        string @namespace = AppSpec.DefaultNamespace,
        string interpreter = AppSpec.NoInterpreter,
        string[]? arguments = null,
        (string Name, string Value)[]? environment = null,
        int instances = 1,
        InstanceCounting counting = InstanceCounting.Single,
        RestartSettings? restart = null,
        StopSettings? stop = null,
        LogSettings? logs = null) => new(
        AppName.Parse(name), @namespace, script ?? $"/srv/{name}/run", interpreter, [], [.. arguments ?? []], "/srv",
        (environment ?? []).ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), instances, counting,
        restart ?? RestartSettings.Default, stop ?? StopSettings.Default, logs ?? LogSettings.Default);

    /// <summary>Restart settings, PM2's but for what is given.</summary>
    public static RestartSettings Restart(
        RestartMode mode = RestartMode.Always, int[]? stopExitCodes = null, double minimumUptime = 1, int maxFailedStarts = 16,
        double delay = 0, Backoff? backoff = null) => new(
        mode, [.. stopExitCodes ?? []], TimeSpan.FromSeconds(minimumUptime), maxFailedStarts, TimeSpan.FromSeconds(delay), backoff);

    /// <summary>Stop settings that leave descendants alone.</summary>
    public static StopSettings MainProcessOnly { get; } = StopSettings.Default with { Scope = StopScope.MainProcess };

    /// <summary>Slots with ordinals from 0, ids and serials in step.</summary>
    public static ImmutableArray<Slot> Slots(int count, int pmId = 0, long serial = 1, DesiredState wish = DesiredState.Running) =>
        [.. Enumerable.Range(0, count).Select(n => new Slot(n, pmId + n, serial + n, wish))];

    /// <summary>Counters of an instance that was created at <see cref="Noon"/>.</summary>
    public static RestartHistory History { get; } = RestartHistory.StartingAt(Noon);
}
