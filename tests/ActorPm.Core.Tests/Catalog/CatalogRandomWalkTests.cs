using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Rollouts;
using Xunit.Abstractions;

namespace ActorPm.Core.Tests.Catalog;

/// <summary>Thousands of random commands: whatever users do, the list keeps its promises.</summary>
public sealed class CatalogRandomWalkTests(ITestOutputHelper output)
{
    private static readonly string[] _names = ["web", "api", "worker", "3", "cron"];
    private static readonly string[] _counts = ["1", "2", "4", "+1", "+3", "-1", "-2", "0", "x"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(null)]
    public void A_random_walk_of_commands_keeps_the_list_sound(int? fixedSeed)
    {
        var seed = fixedSeed ?? Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var catalog = AppCatalog.Empty;
        var retired = new HashSet<long>();
        for (var step = 0; step < 3000; step++)
        {
            var command = Command(random, catalog);
            var before = catalog;
            if (CatalogDecider.Decide(before, command) is not CatalogDecision.Accepted accepted)
            {
                continue;
            }

            catalog = accepted.Events.Aggregate(before, (list, happened) => list.Apply(happened));

            AssertSound(before, catalog, accepted, retired, $"seed {seed}, step {step}, {command}");
        }
    }

    private static CatalogCommand Command(Random random, AppCatalog catalog) => random.Next(15) switch
    {
        0 or 1 or 2 => new CatalogCommand.Start(
            [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Item(random))], [.. Enumerable.Range(0, 3).Select(_ => (long)random.Next(50))]),
        3 => new CatalogCommand.Stop(Targets(random)),
        4 => new CatalogCommand.Restart(Targets(random), null),
        5 or 6 => new CatalogCommand.Delete(Targets(random)),
        7 => new CatalogCommand.Reset(Targets(random)),
        8 => new CatalogCommand.Reload(Targets(random), null, ReloadOptions.None),
        9 => random.Next(2) == 0 ? new CatalogCommand.Promote(Pick(random, _names)) : new CatalogCommand.Rollback(Pick(random, _names), ReloadOptions.None),
        10 or 11 or 12 => Advance(random, catalog),
        _ => new CatalogCommand.Scale(Pick(random, _names), Pick(random, _counts)),
    };

    private static CatalogCommand.Advance Advance(Random random, AppCatalog catalog)
    {
        var app = AppName.Parse(Pick(random, _names));
        return new CatalogCommand.Advance(app, random.Next(7) switch
        {
            0 => new RolloutStep.Paused(),
            1 => new RolloutStep.Promoted(),
            2 => new RolloutStep.Turned(),
            3 => new RolloutStep.Abandoned(),
            _ when catalog.Find(app)?.Rollout is { Replacements: { IsEmpty: false } planned } => new RolloutStep.Replaced(Pick(random, [.. planned])),
            _ => new RolloutStep.Replaced(new Replacement(random.Next(200), 1000)),
        });
    }

    private static StartItem Item(Random random) => random.Next(4) == 0
        ? new StartItem.Existing(Target(random), null)
        : new StartItem.New(
            Specs.App(Pick(random, _names), script: random.Next(5) == 0 ? "/other" : null, instances: random.Next(1, 5), @namespace: random.Next(2) == 0 ? "shop" : "default") with
            {
                Reload = ReloadSettings.Default with { Overlap = random.Next(4) > 0 },
            },
            Pick(random, [WhenRunning.Refuse, WhenRunning.AddInstances, WhenRunning.Restart, WhenRunning.Reload]));

    private static System.Collections.Immutable.ImmutableArray<string> Targets(Random random) => [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Target(random))];

    private static string Target(Random random) => random.Next(8) switch
    {
        0 => random.Next(12) == 0 ? "all" : "shop",
        1 => "/^w/",
        2 or 3 => Pick(random, _names),
        _ => $"{random.Next(30)}",
    };

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];

    private static void AssertSound(AppCatalog before, AppCatalog after, CatalogDecision.Accepted accepted, HashSet<long> retired, string context)
    {
        var slots = after.Apps.Values.SelectMany(entry => entry.Slots).ToList();
        Assert.True(slots.Select(slot => slot.PmId).Distinct().Count() == slots.Count, $"Ids are unique: {context}");
        Assert.True(slots.Select(slot => slot.Serial).Distinct().Count() == slots.Count, $"Serials are unique: {context}");
        Assert.True(slots.TrueForAll(slot => slot.PmId < after.NextPmId && slot.Serial < after.NextSerial), $"The next numbers are free: {context}");
        Assert.True(after.NextSerial >= before.NextSerial, $"Serials only grow: {context}");
        Assert.True(!after.Apps.IsEmpty || after.NextPmId == 0, $"An empty list begins at 0: {context}");
        Assert.True(slots.TrueForAll(slot => !retired.Contains(slot.Serial)), $"No serial returns: {context}");
        Assert.All(after.Apps, pair =>
        {
            var (name, entry) = pair;
            Assert.Equal(name, entry.Spec.Name.Value);
            Assert.NotEmpty(entry.Slots);
            Assert.Equal(entry.Slots.Length, entry.Spec.Instances);
            Assert.Equal(entry.Slots.Select(slot => slot.Ordinal).Distinct().Order(), entry.Slots.Select(slot => slot.Ordinal));
        });

        var gone = before.Apps.Values.SelectMany(entry => entry.Slots).Select(slot => slot.Serial).Except(slots.Select(slot => slot.Serial)).ToHashSet();
        var removed = accepted.Instructions.Where(tell => tell.Kind is InstructionKind.Remove).SelectMany(tell => tell.Serials).ToHashSet();
        var replaced = accepted.Events.OfType<CatalogEvent.SlotReplaced>().Select(happened => happened.Replacement.Old).ToHashSet();
        Assert.True(gone.SetEquals(removed.Union(replaced)), $"What leaves the list is told to leave: {context}");
        var planned = after.Apps.Values.SelectMany(entry => entry.Rollout?.Replacements ?? []).Select(replacement => replacement.New).ToHashSet();
        Assert.True(
            accepted.Instructions.SelectMany(tell => tell.Serials).All(serial => removed.Contains(serial) || replaced.Contains(serial) || planned.Contains(serial) || slots.Exists(slot => slot.Serial == serial)),
            $"Nobody is told about a slot that is not there: {context}");
        retired.UnionWith(gone);
    }
}
