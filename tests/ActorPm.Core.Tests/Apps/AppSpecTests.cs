using ActorPm.Core.Apps;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Groups;
using ActorPm.Core.Health;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Apps;

public sealed class AppSpecTests
{
    [Fact]
    public void Specs_that_say_the_same_are_equal()
    {
        var one = Specs.App(arguments: ["a"], environment: [("A", "1"), ("B", "2")]);
        var other = Specs.App(arguments: ["a"], environment: [("B", "2"), ("A", "1")]);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Any_member_makes_a_difference()
    {
        var spec = Specs.App();
        AppSpec[] others =
        [
            spec with { Name = AppName.Parse("other") }, spec with { Namespace = "x" }, spec with { Script = "/x" }, spec with { Interpreter = "node" },
            spec with { InterpreterArguments = ["x"] }, spec with { Arguments = ["x"] }, spec with { WorkingDirectory = "/x" },
            spec with { Environment = spec.Environment.Add("X", "1") }, spec with { Instances = 2 }, spec with { Counting = InstanceCounting.Counted },
            spec with { Restart = Specs.Restart(delay: 1) }, spec with { Stop = Specs.MainProcessOnly }, spec with { Logs = new LogSettings("/x", null) },
            spec with { Mode = ExecMode.Cluster }, spec with { Autostart = false }, spec with { GivenVariables = ["X"] },
            spec with { Filter = new EnvironmentFilter(true, [], []) }, spec with { InstanceVariable = "X" }, spec with { IncrementVariable = "X" },
            spec with { Ready = new ReadySettings(ReadySignal.Message, TimeSpan.Zero) }, spec with { Watch = WatchSettings.Off with { Ignore = [] } },
            spec with { Cron = new CronSettings("* * * * *", null, CronOverlap.Skip) }, spec with { MemoryLimit = 1 }, spec with { RunAs = new RunAs("x", null) },
            spec with { PidFile = "/x" }, spec with { SourceMaps = false }, spec with { Remarks = spec.Remarks.Add("x", "1") },
            spec with { Routing = RoutingSettings.None with { Addresses = [new ListenAddress(null, 1, null, null)] } },
            spec with { Health = new HealthSettings { Liveness = new ProbeSettings(new ProbeCheck.Watchdog()) } }, spec with { Reload = new ReloadSettings { Overlap = true } },
            spec with { Placement = Placement.Pinned with { Kind = PlacementKind.Single } },
            spec with { DependsOn = [new AppDependency(AppName.Parse("db"), DependencyCondition.Ready)] }, spec with { Group = GroupSettings.None with { Strategy = GroupStrategy.OneForAll } },
            spec with { Limits = new ResourceLimits { Nice = 1 } },
        ];

        // What is computed from others makes no difference of its own.
        Assert.Equal(typeof(AppSpec).GetProperties().Count(property => property.CanWrite), others.Length);
        Assert.All(others, other => Assert.NotEqual(spec, other));
    }
}
