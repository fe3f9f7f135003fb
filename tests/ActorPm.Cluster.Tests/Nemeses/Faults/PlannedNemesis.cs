using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Faults;

/// <summary>A nemesis of the plan.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Pause">How long nothing is done before it.</param>
/// <param name="Seed">For what is left to chance in it.</param>
internal sealed record PlannedNemesis(int Number, NemesisKind Kind, TimeSpan Pause, int Seed)
{
    /// <summary>The plan of a seed: in each round each kind once, in a random order. Pure.</summary>
    public static IReadOnlyList<PlannedNemesis> Plan(int seed, int rounds, params IReadOnlyList<NemesisKind> kinds)
    {
        var random = new Random(seed);
        var plan = new List<PlannedNemesis>();
        for (var round = 0; round < rounds; round++)
        {
            var order = kinds.ToArray();
            random.Shuffle(order);
            plan.AddRange(order.Select((kind, place) => new PlannedNemesis((round * order.Length) + place + 1, kind, TimeSpan.FromMilliseconds(random.Next(1000, 4000)), random.Next())));
        }

        return plan;
    }
}
