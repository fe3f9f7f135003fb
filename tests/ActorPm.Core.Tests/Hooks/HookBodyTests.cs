using System.Text;
using ActorPm.Core.History;
using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Hooks;

/// <summary>What is delivered, byte for byte: others parse it.</summary>
public sealed class HookBodyTests
{
    private static readonly HookOccurrence _crash = new(HookEvent.Crash, Specs.Noon, "web:0: process 100 was ended by SIGSEGV after 1 min 30 s.")
    {
        App = "web", Namespace = "default", Place = new InstancePlace(0, 3, 7), Pid = 100, Status = new ExitStatus.Signalled(UnixSignal.SIGSEGV), Uptime = TimeSpan.FromSeconds(90), Restarts = 4,
    };

    [Fact]
    public void A_crash_has_the_whole_bundle()
    {
        var curve = UsageCurve.Empty.With(new UsagePoint(Specs.Noon.AddSeconds(-20), 1000, 1.5)).With(new UsagePoint(Specs.Noon.AddSeconds(-10), 2000, 0));

        var body = HookBody.Of("id-1", _crash, new HookVerdict.Deliver(2, 3), new HookTeller("box", "n1"), new HookEvidence(["Grüße \"x\""], ["oh no"], curve));

        Assert.Equal(
            """{"version":1,"id":"id-1","event":"crash","time":"2026-03-01T12:00:00+00:00","host":"box","cause":"web:0: process 100 was ended by SIGSEGV after 1 min 30 s.","node":"n1","app":"web","namespace":"default","instance":0,"pid":100,"signal":"SIGSEGV","restarts":4,"uptimeMs":90000,"repeated":2,"heldBack":3,"lastLines":{"out":["Grüße \"x\""],"err":["oh no"]},"memory":[{"time":"2026-03-01T11:59:40+00:00","memoryBytes":1000,"cpuPercent":1.5},{"time":"2026-03-01T11:59:50+00:00","memoryBytes":2000,"cpuPercent":0}]}""",
            Encoding.UTF8.GetString(body.ToJson()));
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var lost = new HookOccurrence(HookEvent.NodeLost, Specs.Noon, "The cluster has given up the node n2, which it could not reach.") { LostNode = "n2" };

        Assert.Equal(
            """{"version":1,"id":"id-1","event":"node-lost","time":"2026-03-01T12:00:00+00:00","host":"box","cause":"The cluster has given up the node n2, which it could not reach.","lostNode":"n2"}""",
            Encoding.UTF8.GetString(HookBody.Of("id-1", lost, new HookVerdict.Deliver(0, 0), new HookTeller("box", null), HookEvidence.None).ToJson()));
    }

    [Fact]
    public void One_that_was_ended_because_it_was_ill_has_the_code_by_which_it_then_ended() => Assert.Equal(
        3, HookBody.Of("id", _crash with { Status = new ExitStatus.FoundIll("it hung", new ExitStatus.Code(3)) }, new HookVerdict.Deliver(0, 0), new HookTeller("box", null), HookEvidence.None).ExitCode);

    [Fact]
    public void A_curve_keeps_its_newest_points_and_no_reading_twice()
    {
        var curve = Enumerable.Range(0, 40).Aggregate(UsageCurve.Empty, (known, second) => known.With(new UsagePoint(Specs.Noon.AddSeconds(second), second, 0)));

        Assert.Equal(Enumerable.Range(10, 30).Select(second => (long)second), curve.Points.Select(point => point.MemoryBytes));
        Assert.Same(curve, curve.With(new UsagePoint(Specs.Noon.AddSeconds(39), 99, 0)));
    }

    // The pair that GitHub's documentation gives for its own webhooks.
    [Fact]
    public void The_signature_is_the_one_that_others_know() => Assert.Equal(
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", HookSignature.Of("It's a Secret to Everybody", "Hello, World!"u8));

    [Theory]
    [InlineData(1, null, 1.0, 1)]
    [InlineData(1, null, 0.0, 0.5)]
    [InlineData(3, null, 1.0, 4)]
    [InlineData(20, null, 1.0, 60)]
    [InlineData(1, 30.0, 1.0, 30)]
    [InlineData(1, 3600.0, 1.0, 300)]
    [InlineData(1, -5.0, 1.0, 1)]
    public void Pauses_grow_and_the_receiver_may_ask_for_longer_ones(int failed, double? asked, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), HookRetry.After(failed, asked is { } wish ? TimeSpan.FromSeconds(wish) : null, chance));

    [Fact]
    public void Each_word_of_an_event_is_read_and_a_test_cannot_be_asked_for()
    {
        Assert.Equal(["crash", "errored", "recovered", "reload-failed", "node-lost"], HookEvents.Words);
        Assert.All(HookEvents.Words, word => Assert.Equal(word, HookEvents.Of(HookEvents.TryParse(word)!.Value)));
        Assert.Null(HookEvents.TryParse("test"));
    }
}
