using ActorPm.Core.Apps;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Dependencies;

public sealed class DependencyRuleTests
{
    private static readonly InstanceState.Online _online = new(1, 10, Specs.Noon);
    private static readonly InstanceState.Stopped _stopped = new(1, null);

    [Fact]
    public void An_app_that_is_not_on_the_list_is_waited_for() =>
        Assert.Equal("db to be ready, which is not on the list", Missing(DependencyCondition.Ready));

    [Fact]
    public void One_instance_that_runs_is_started_whether_it_is_ready_or_not()
    {
        Assert.Null(Missing(DependencyCondition.Started, new(_stopped, null, false), new(new InstanceState.AwaitingReady(1, 10, Specs.Noon), null, false)));
        Assert.Null(Missing(DependencyCondition.Started, new DependencyFacts(_online with { Unready = "it is busy" }, null, false)));
        Assert.Equal("db to be started; it is about to start", Missing(DependencyCondition.Started, new DependencyFacts(new InstanceState.Launching(1), null, false)));
    }

    [Fact]
    public void One_ready_instance_is_enough()
    {
        Assert.Null(Missing(DependencyCondition.Ready, new(_stopped, null, false), new(_online, null, false)));
        Assert.Equal("db to be ready; it is not ready yet", Missing(DependencyCondition.Ready, new DependencyFacts(_online with { Unready = "it is busy" }, null, false)));
        Assert.Equal("db to be ready; it is errored", Missing(DependencyCondition.Ready, new DependencyFacts(new InstanceState.Errored(1, "It failed.", new ExitStatus.Code(1)), null, false)));
    }

    [Fact]
    public void Healthy_takes_a_probe()
    {
        Assert.Null(Missing(DependencyCondition.Healthy, new DependencyFacts(_online, null, true)));
        Assert.Equal("db to be healthy; it is not ready yet", Missing(DependencyCondition.Healthy, new DependencyFacts(_online with { Unready = "no answer" }, null, true)));
        Assert.Equal("db to be healthy, which nothing asks about: it has no probe", Missing(DependencyCondition.Healthy, new DependencyFacts(_online, null, false)));
    }

    [Fact]
    public void Completed_is_an_end_of_all_with_exit_code_0()
    {
        DependencyFacts done = new(_stopped, new ExitStatus.Code(0), false);
        Assert.Null(Missing(DependencyCondition.Completed, done, done));
        Assert.Equal("db to end with exit code 0; it runs", Missing(DependencyCondition.Completed, done, new(_online, new ExitStatus.Code(0), false)));
        Assert.Equal("db to end with exit code 0; it is stopped", Missing(DependencyCondition.Completed, new DependencyFacts(_stopped, null, false)));
        Assert.StartsWith("db to end with exit code 0; it is stopped and ", Missing(DependencyCondition.Completed, new DependencyFacts(_stopped, new ExitStatus.Code(3), false)), StringComparison.Ordinal);
    }

    private static string? Missing(DependencyCondition condition, params DependencyFacts[] instances) =>
        DependencyRule.Missing(new AppDependency(AppName.Parse("db"), condition), instances);
}
