using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class LogBudgetTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyDictionary<long, long> _enough = new Dictionary<long, long>();

    [Fact]
    public void The_oldest_files_of_a_log_go_when_there_are_too_many()
    {
        var files = Enumerable.Range(0, 5).Select(age => Rotated("web", age)).ToList();

        var plan = LogBudget.Plan(files, Limits(retain: 2), 0, _enough);

        Assert.Equal(["web4", "web3", "web2"], plan.Deletions.Select(file => file.Path));
    }

    [Fact]
    public void Of_files_of_one_moment_the_number_tells_the_age()
    {
        var files = new[] { "web__t-10.log", "web__t.log", "web__t-9.log" }.Select(path => Rotated("web", 0) with { Path = path }).ToList();

        var plan = LogBudget.Plan(files, Limits(retain: 1), 0, _enough);

        Assert.Equal(["web__t.log", "web__t-9.log"], plan.Deletions.Select(file => file.Path));
    }

    [Fact]
    public void An_app_that_keeps_within_its_budget_is_not_touched_for_another_that_does_not()
    {
        StoredLog[] files = [Rotated("web", 9) with { App = "web" }, Rotated("api", 1) with { App = "api", Bytes = 500 }, Rotated("api", 2) with { App = "api" }];

        var plan = LogBudget.Plan(files, Limits() with { AppBytes = 500 }, 0, _enough);

        Assert.Equal(["api2"], plan.Deletions.Select(file => file.Path));
    }

    [Fact]
    public void Many_live_logs_that_are_too_much_together_are_rotated_the_longest_first()
    {
        var files = Enumerable.Range(1, 4).Select(number => Rotated("web", number) with { Kind = StoredLogKind.Live, Bytes = number * 100 }).ToList();

        var plan = LogBudget.Plan(files, Limits(), 400, _enough);

        Assert.Empty(plan.Deletions);
        Assert.Equal(["web4", "web3"], plan.Rotations.Select(file => file.Path));
    }

    [Fact]
    public void Only_files_of_the_file_system_that_lacks_space_are_deleted()
    {
        StoredLog[] files = [Rotated("web", 9) with { FileSystem = 1 }, Rotated("api", 1) with { FileSystem = 2 }, Rotated("api", 2) with { FileSystem = 2 }];

        var plan = LogBudget.Plan(files, Limits(), 0, new Dictionary<long, long> { [2] = 1 });

        Assert.Equal(["api2"], plan.Deletions.Select(file => file.Path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_plan_keeps_all_bounds_deletes_nothing_live_and_nothing_without_need(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var files = Enumerable.Range(0, random.Next(40)).Select(number => new StoredLog(
                $"f{number}", $"stem{random.Next(5)}", random.Next(4) is > 0 and var app ? $"app{app}" : null, random.Next(1000),
                _start.AddMinutes(random.Next(30)), random.Next(2), random.Next(3) == 0 ? StoredLogKind.Live : StoredLogKind.Rotated)).ToList();
            int? retain = random.Next(2) == 0 ? null : random.Next(6);
            var limits = Limits(retain) with { AppBytes = random.Next(2) * random.Next(6000) };
            long home = random.Next(2) * random.Next(12000);
            var missing = random.Next(2) == 0 ? _enough : new Dictionary<long, long> { [random.Next(2)] = random.Next(3000) };

            var plan = LogBudget.Plan(files, limits, home, missing);

            var context = $"seed {seed}, round {round}";
            var kept = files.Except(plan.Deletions).ToList();
            Assert.True(plan.Deletions.All(file => file.Kind == StoredLogKind.Rotated) && plan.Deletions.Distinct().Count() == plan.Deletions.Length, context);
            Assert.True(Broken(kept, limits, home, retain) is null, $"{context}: {Broken(kept, limits, home, retain)}");
            foreach (var (fileSystem, bytes) in missing)
            {
                var freed = plan.Deletions.Where(file => file.FileSystem == fileSystem).Sum(file => file.Bytes);
                Assert.True(freed >= bytes || kept.All(file => file.FileSystem != fileSystem || file.Kind == StoredLogKind.Live), context);
            }

            if (missing.Count == 0 && plan.Deletions.Length > 0)
            {
                Assert.True(Broken([.. kept, plan.Deletions[^1]], limits, home, retain) is not null, $"{context}: the last deletion was not needed");
            }
        }
    }

    // A bound is kept, or there is nothing left that could be deleted for it.
    private static string? Broken(List<StoredLog> files, LogLimits limits, long home, int? retain)
    {
        var rotated = files.Where(file => file.Kind == StoredLogKind.Rotated).ToList();
        if (rotated.GroupBy(file => file.Stem).Any(log => log.Count() > retain))
        {
            return "retain";
        }

        if (limits.AppBytes > 0 && files.Where(file => file.App is not null).GroupBy(file => file.App)
            .Any(app => app.Sum(file => file.Bytes) > limits.AppBytes && app.Any(file => file.Kind == StoredLogKind.Rotated)))
        {
            return "app budget";
        }

        return home > 0 && files.Sum(file => file.Bytes) > home && rotated.Count > 0 ? "home budget" : null;
    }

    private static StoredLog Rotated(string stem, int age) => new($"{stem}{age}", stem, null, 100, _start.AddMinutes(-age), 0, StoredLogKind.Rotated);

    private static LogLimits Limits(int? retain = null) =>
        new(RotationSettings.Default(TimeZoneInfo.Utc) with { Retain = retain }, 0, 0, 0, SpaceFloor.None);
}
