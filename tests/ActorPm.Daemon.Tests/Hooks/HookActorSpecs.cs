using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Hooks;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Views;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Hooks;

/// <summary>How one hook delivers.</summary>
public sealed class HookActorSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly FakeSender _sender = new();
    private readonly HookBoard _board = new();
    private readonly HooksContext _edge;

    public HookActorSpecs(ITestOutputHelper output)
        : base(VirtualTime.Config, output: output) =>
        _edge = new HooksContext(new InstanceBoard(), new UsageCurves(), _board, _ => _sender, () => new HookTeller("box", null), new FakeClock(Specs.Noon), () => 1);

    private HookView View => Assert.Single(_board.All);

    private IActorRef Hook(Func<HookSettings, HookSettings>? change = null)
    {
        var settings = new HookSettings("chat", [HookEvent.Crash], new HookTarget.Exec("/bin/true", [])) { Limit = new HookLimit(10_000, TimeSpan.FromSeconds(1)) };
        return Sys.ActorOf(HookActor.Props(_edge, change?.Invoke(settings) ?? settings));
    }

    private static HooksProtocol.Happened Crash(string app = "web") =>
        new(new HookOccurrence(HookEvent.Crash, Specs.Noon, $"{app} crashed.") { App = app, Status = new ExitStatus.Code(1) }, null, null, UsageCurve.Empty);

    [Fact]
    public async Task What_failed_for_now_is_tried_again_after_pauses_with_the_same_bytes_and_then_given_up()
    {
        var hook = Hook(settings => settings with { Retries = 2 });

        hook.Tell(Crash());
        _sender.Answer(new HookAttempt.FailedForNow("it answered 500", null));
        await AwaitAssertAsync(() => Assert.Equal("it answered 500", View.LastFailure), _limit);
        Assert.Single(_sender.Tried);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        _sender.Answer(new HookAttempt.FailedForNow("it answered 503", null));
        await AwaitAssertAsync(() => Assert.Equal("it answered 503", View.LastFailure), _limit);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(2));
        _sender.Answer(new HookAttempt.FailedForNow("it answered 504", null));

        await AwaitAssertAsync(() => Assert.Equal((1, 0, 0, "it answered 504"), (View.Failed, View.Delivered, View.Waiting, View.LastFailure)), _limit);
        Assert.Equal(3, _sender.Tried.Count);
        Assert.All(_sender.Tried, delivery => Assert.Same(_sender.Tried[0].Json, delivery.Json));
    }

    [Fact]
    public async Task What_failed_for_good_is_not_tried_again_and_the_next_one_is_delivered()
    {
        var hook = Hook();

        hook.Tell(Crash());
        hook.Tell(Crash("api"));
        _sender.Answer(new HookAttempt.FailedForGood("it answered 404"));
        _sender.Answer(new HookAttempt.Arrived("it answered 200"));

        await AwaitAssertAsync(() => Assert.Equal((1, 1, 0), (View.Failed, View.Delivered, View.Waiting)), _limit);
        Assert.Equal(["web", "api"], _sender.Tried.Select(delivery => delivery.Body.App));
        Assert.NotEqual(_sender.Tried[0].Body.Id, _sender.Tried[1].Body.Id);
    }

    [Fact]
    public async Task The_same_again_is_counted()
    {
        var hook = Hook();

        hook.Tell(Crash());
        hook.Tell(Crash());
        _sender.Answer(new HookAttempt.Arrived("it answered 200"));

        await AwaitAssertAsync(() => Assert.Equal((1, 1), (View.Delivered, View.Repeated)), _limit);
    }

    [Fact]
    public async Task When_too_many_wait_the_oldest_goes_and_a_later_delivery_says_so()
    {
        var hook = Hook();
        hook.Tell(Crash("first"));
        await AwaitAssertAsync(() => Assert.Single(_sender.Tried), _limit);

        for (var app = 0; app < HookActor.Capacity + 2; app++)
        {
            hook.Tell(Crash($"app{app}"));
        }

        await AwaitAssertAsync(() => Assert.Equal((2, HookActor.Capacity + 1), (View.Dropped, View.Waiting)), _limit);
        for (var answer = 0; answer < HookActor.Capacity + 1; answer++)
        {
            _sender.Answer(new HookAttempt.Arrived("it answered 200"));
        }

        await AwaitAssertAsync(() => Assert.Equal((HookActor.Capacity + 1, 0), (View.Delivered, View.Waiting)), _limit);
        Assert.Equal("app2", _sender.Tried[1].Body.App);
        Assert.Equal(1, _sender.Tried[^1].Body.HeldBack);
    }

    [Fact]
    public async Task A_test_passes_the_queue_and_says_what_came_back()
    {
        var hook = Hook();

        var asked = hook.Ask<HookTestReply>(new HooksProtocol.Try("chat"), _limit);
        _sender.Answer(new HookAttempt.FailedForNow("it answered 500", null));
        var reply = await asked;

        Assert.Equal((false, "it answered 500"), (reply.IsDelivered, reply.Outcome));
        Assert.Equal("test", Assert.Single(_sender.Tried).Body.Event);
        Assert.Equal(0, View.Failed);
    }
}
