using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Dependencies;

namespace ActorPm.Core.Tests.Dependencies;

public sealed class DependencyOrderTests
{
    [Fact]
    public void A_cycle_is_told_from_the_app_back_to_itself()
    {
        var apps = Apps(("web", ["api", "cache"]), ("api", ["db"]), ("db", ["web"]), ("cache", []));

        Assert.Equal(["web", "api", "db", "web"], Through("web", apps));
        Assert.Equal(["db", "web", "api", "db"], Through("db", apps));
        Assert.Empty(Through("cache", apps));
    }

    [Fact]
    public void A_cycle_elsewhere_is_no_cycle_through_the_app() =>
        Assert.Empty(Through("web", Apps(("web", ["a"]), ("a", ["b"]), ("b", ["a"]))));

    [Fact]
    public void Whoever_depends_on_another_is_stopped_before_it()
    {
        var rounds = StopOrder.Of(Apps(("web", ["api"]), ("api", ["db", "gone"]), ("db", []), ("cron", ["db"]), ("alone", [])));

        Assert.Equal(["alone,cron,web", "api", "db"], rounds.Select(round => string.Join(',', round.Select(app => app.Value).Order(StringComparer.Ordinal))));
    }

    [Fact]
    public void A_circle_ends_in_one_round()
    {
        var rounds = StopOrder.Of(Apps(("web", ["a"]), ("a", ["b"]), ("b", ["a"])));

        Assert.Equal([1, 2], rounds.Select(round => round.Length));
    }

    [Fact]
    public void In_every_random_list_each_app_is_in_one_round_and_before_what_it_depends_on()
    {
        var random = new Random(11);
        for (var run = 0; run < 200; run++)
        {
            var count = random.Next(1, 12);
            // Only to lower numbers: no cycles.
            var apps = Apps([.. Enumerable.Range(0, count).Select(n => ($"app{n}", Enumerable.Range(0, n).Where(_ => random.Next(3) == 0).Select(other => $"app{other}").ToArray()))]);
            var rounds = StopOrder.Of(apps);
            var roundOf = rounds.SelectMany((round, number) => round.Select(app => (app, number))).ToDictionary(pair => pair.app, pair => pair.number);
            Assert.Equal(count, roundOf.Count);
            Assert.All(apps, app => Assert.All(app.Value, dependency => Assert.True(roundOf[app.Key] < roundOf[dependency.App])));
            Assert.All(apps.Keys, app => Assert.Empty(DependencyCycle.Through(app, name => apps[name])));
        }
    }

    private static Dictionary<AppName, ImmutableArray<AppDependency>> Apps(params (string Name, string[] DependsOn)[] apps) => apps.ToDictionary(
        app => AppName.Parse(app.Name),
        app => app.DependsOn.Select(other => new AppDependency(AppName.Parse(other), DependencyCondition.Ready)).ToImmutableArray());

    private static IEnumerable<string> Through(string app, Dictionary<AppName, ImmutableArray<AppDependency>> apps) =>
        DependencyCycle.Through(AppName.Parse(app), name => apps.GetValueOrDefault(name, [])).Select(name => name.Value);
}
