using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos;

/// <summary>A fault of the plan.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Pause">How long nothing is done before it.</param>
/// <param name="Seed">For what is chosen when it is made: whom it meets, how long it lasts.</param>
internal sealed record PlannedFault(int Number, FaultKind Kind, TimeSpan Pause, int Seed);

/// <summary>Turns a seed into a plan of faults. Pure: the same options give the same plan.</summary>
internal static class Schedule
{
    private const int BrokenEvery = 10;

    /// <summary>The plan. A mixed one takes every kind in a random order before it takes one again, so that a few short runs meet them all.</summary>
    public static IReadOnlyList<PlannedFault> Of(ChaosOptions options)
    {
        var random = new Random(options.Seed);
        if (options.Kills > 0)
        {
            return [.. Enumerable.Range(1, options.Kills).Select(number => Plan(number, FaultKind.KillDaemon, random))];
        }

        if (options.Updates > 0)
        {
            return [.. Enumerable.Range(1, options.Updates).Select(number => Plan(number, number % BrokenEvery == 0 ? FaultKind.BrokenUpgrade : FaultKind.Upgrade, random))];
        }

        var plan = new List<PlannedFault>();
        var left = options.Length;
        while (true)
        {
            var kinds = options.Faults.ToArray();
            random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                var fault = Plan(plan.Count + 1, kind, random);
                left -= fault.Pause + Estimate(kind);
                if (left < TimeSpan.Zero)
                {
                    return plan;
                }

                plan.Add(fault);
            }
        }
    }

    private static PlannedFault Plan(int number, FaultKind kind, Random random) => new(number, kind, TimeSpan.FromMilliseconds(random.Next(100, 2500)), random.Next());

    private static TimeSpan Estimate(FaultKind kind) => TimeSpan.FromSeconds(kind switch
    {
        FaultKind.StopDaemon => 11,
        FaultKind.FillDisk => 8,
        FaultKind.SlowDisk => 6,
        FaultKind.JumpClock or FaultKind.ExhaustDescriptors or FaultKind.ReusePid or FaultKind.KillDuringReload or FaultKind.BrokenUpgrade => 5,
        FaultKind.KillDaemon or FaultKind.KillGuard or FaultKind.KillBoth or FaultKind.KillInstance or FaultKind.Upgrade => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a fault."),
    });
}
