using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Hooks;

/// <summary>What a hook is spared, and that nothing of it goes unsaid.</summary>
public sealed class HookGateTests
{
    private static HookGate Gate(int deduplicateSeconds = 300, int limit = 10, int perSeconds = 60) => HookGate.Of(
        new HookSettings("a", [HookEvent.Crash], new HookTarget.Exec("/bin/true", []))
        {
            Deduplicate = TimeSpan.FromSeconds(deduplicateSeconds), Limit = new HookLimit(limit, TimeSpan.FromSeconds(perSeconds)),
        });

    private static HookOccurrence Told(string app = "web", int code = 1, HookEvent told = HookEvent.Crash) => new(told, Specs.Noon, $"process {app.Length} ended") { App = app, Status = told is HookEvent.Recovered ? null : new ExitStatus.Code(code) };

    private static HookVerdict Ask(ref HookGate gate, HookOccurrence occurrence, double second)
    {
        (gate, var verdict) = gate.Ask(occurrence, TimeSpan.FromSeconds(second));
        return verdict;
    }

    [Fact]
    public void The_same_again_is_counted_and_the_next_delivery_says_how_often()
    {
        var gate = Gate();

        Assert.Equal(new HookVerdict.Deliver(0, 0), Ask(ref gate, Told(), 0));
        Assert.IsType<HookVerdict.Repeated>(Ask(ref gate, Told(), 1));
        Assert.IsType<HookVerdict.Repeated>(Ask(ref gate, Told(), 299));
        Assert.Equal(new HookVerdict.Deliver(2, 0), Ask(ref gate, Told(), 300));
        Assert.IsType<HookVerdict.Repeated>(Ask(ref gate, Told(), 301));
    }

    [Fact]
    public void Another_app_or_another_cause_is_not_the_same()
    {
        var gate = Gate();
        Ask(ref gate, Told(), 0);

        Assert.IsType<HookVerdict.Deliver>(Ask(ref gate, Told("api"), 0));
        Assert.IsType<HookVerdict.Deliver>(Ask(ref gate, Told(code: 2), 0));
        Assert.IsType<HookVerdict.Deliver>(Ask(ref gate, Told(told: HookEvent.Errored), 0));
    }

    [Fact]
    public void Numbers_that_differ_each_time_make_no_other_cause() => Assert.Equal(
        new HookOccurrence(HookEvent.ReloadFailed, Specs.Noon, "it ended after 0.3 s") { App = "web" }.Key,
        new HookOccurrence(HookEvent.ReloadFailed, Specs.Noon, "it ended after 0.4 s") { App = "web" }.Key);

    [Fact]
    public void Without_a_time_each_is_told()
    {
        var gate = Gate(deduplicateSeconds: 0);

        Assert.All(Enumerable.Range(0, 5), second => Assert.Equal(new HookVerdict.Deliver(0, 0), Ask(ref gate, Told(), second)));
    }

    [Fact]
    public void Beyond_the_limit_all_is_held_back_and_counted_until_there_is_room()
    {
        var gate = Gate(limit: 2, perSeconds: 20);
        Ask(ref gate, Told("a"), 0);
        Ask(ref gate, Told("b"), 0);

        Assert.IsType<HookVerdict.HeldBack>(Ask(ref gate, Told("c"), 1));
        Assert.IsType<HookVerdict.HeldBack>(Ask(ref gate, Told("d"), 9));
        Assert.Equal(new HookVerdict.Deliver(0, 2), Ask(ref gate, Told("c"), 10));
        Assert.IsType<HookVerdict.HeldBack>(Ask(ref gate, Told("d"), 10));
    }

    [Fact]
    public void Whoever_heard_of_trouble_hears_of_the_recovery_too()
    {
        var gate = Gate();
        Ask(ref gate, Told(), 0);
        Assert.IsType<HookVerdict.Deliver>(Ask(ref gate, Told(told: HookEvent.Recovered), 5));
        Assert.IsType<HookVerdict.Repeated>(Ask(ref gate, Told(), 10));
        Assert.IsType<HookVerdict.Repeated>(Ask(ref gate, Told(told: HookEvent.Recovered), 15));

        Assert.IsType<HookVerdict.Deliver>(Ask(ref gate, Told(told: HookEvent.Errored), 20));
        Assert.IsType<HookVerdict.Deliver>(Ask(ref gate, Told(told: HookEvent.Recovered), 25));
    }

    [Theory]
    [InlineData("web", "default", true)]
    [InlineData("api-1", "default", true)]
    [InlineData("worker", "default", false)]
    [InlineData("web", "other", false)]
    [InlineData(null, null, true)]
    public void A_hook_wants_what_its_patterns_mean_and_what_is_of_no_app(string? app, string? space, bool isWanted)
    {
        var hook = new HookSettings("a", [HookEvent.Crash], new HookTarget.Exec("/bin/true", [])) { Apps = ["web", "api-*"], Namespaces = ["default"] };

        Assert.Equal(isWanted, hook.Wants(new HookOccurrence(HookEvent.Crash, Specs.Noon, "") { App = app, Namespace = space }));
        Assert.False(hook.Wants(new HookOccurrence(HookEvent.Errored, Specs.Noon, "") { App = app, Namespace = space }));
    }
}
