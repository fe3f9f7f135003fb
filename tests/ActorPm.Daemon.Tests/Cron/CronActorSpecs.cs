using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Cron;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Cron;

public sealed class CronActorSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly FakeClock _clock = new(Specs.Noon);
    private readonly CatalogBoard _list = new();
    private readonly TestProbe _apps;
    private readonly IActorRef _cron;

    public CronActorSpecs(ITestOutputHelper output)
        : base(VirtualTime.Config, output: output)
    {
        _apps = CreateTestProbe();
        _cron = Sys.ActorOf(CronActor.Props(_apps, _list, new CronosCalendar(), _clock));
    }

    [Fact]
    public async Task An_app_is_restarted_each_time_that_it_is_due()
    {
        _list.Publish(DesiredState.Running, App("*/5 * * * *"));

        for (var time = 0; time < 3; time++)
        {
            await PassAsync(TimeSpan.FromMinutes(5));
            await RestartedAsync("*/5 * * * *");
        }
    }

    [Fact]
    public async Task Nothing_is_restarted_before_it_is_due()
    {
        _list.Publish(DesiredState.Running, App("*/5 * * * *"));

        await PassAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));

        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_time_far_beyond_what_timers_hold_is_kept()
    {
        _list.Publish(DesiredState.Running, App("0 0 1 1 *"));
        await PassAsync(TimeSpan.FromMinutes(1));

        // The days pass in steps of the longest pause, as they do when the machine runs.
        _clock.Advance(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) - _clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        await TickAsync(TimeSpan.FromMinutes(1));
        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
        await PassAsync(TimeSpan.FromMinutes(1));

        await RestartedAsync("0 0 1 1 *");
    }

    [Fact]
    public async Task A_jump_of_the_clock_fires_nothing()
    {
        _list.Publish(DesiredState.Running, App("*/5 * * * *"));
        await QuietAsync();

        _clock.Advance(TimeSpan.FromHours(10));
        await TickAsync(TimeSpan.FromMinutes(1));
        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
        await PassAsync(TimeSpan.FromMinutes(5));

        await RestartedAsync("*/5 * * * *");
    }

    [Fact]
    public async Task A_time_that_comes_during_the_restart_is_left_out()
    {
        _list.Publish(DesiredState.Running, App("*/5 * * * *"));
        await PassAsync(TimeSpan.FromMinutes(5));
        await _apps.ExpectMsgAsync<AppsProtocol.RestartOnline>(_limit);
        await _apps.ExpectMsgAsync<AppsProtocol.Settle>(_limit);
        var slow = _apps.Sender;

        await PassAsync(TimeSpan.FromMinutes(5));
        slow.Tell(AppsProtocol.Settled.Instance);
        await _apps.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        await PassAsync(TimeSpan.FromMinutes(5));

        await RestartedAsync("*/5 * * * *");
    }

    [Fact]
    public async Task A_time_that_comes_during_the_restart_may_wait_for_its_end()
    {
        _list.Publish(DesiredState.Running, App("*/5 * * * *", CronOverlap.Queue));
        await PassAsync(TimeSpan.FromMinutes(5));
        await _apps.ExpectMsgAsync<AppsProtocol.RestartOnline>(_limit);
        await _apps.ExpectMsgAsync<AppsProtocol.Settle>(_limit);
        var slow = _apps.Sender;

        await PassAsync(TimeSpan.FromMinutes(5));
        await PassAsync(TimeSpan.FromMinutes(5));
        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
        slow.Tell(AppsProtocol.Settled.Instance);

        await RestartedAsync("*/5 * * * *");
        await _apps.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_schedule_that_is_taken_back_fires_no_more()
    {
        _list.Publish(DesiredState.Running, App("*/5 * * * *"));
        await QuietAsync();

        _list.Publish(DesiredState.Running, Specs.App());
        await PassAsync(TimeSpan.FromMinutes(5));

        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Another_pattern_counts_from_now_on()
    {
        _list.Publish(DesiredState.Running, App("*/5 * * * *"));
        await QuietAsync();

        _list.Publish(DesiredState.Running, App("*/2 * * * *"));
        await PassAsync(TimeSpan.FromMinutes(2));

        await RestartedAsync("*/2 * * * *");
    }

    [Fact]
    public async Task A_pattern_that_cannot_be_read_stops_nobody_elses_schedule()
    {
        _list.Publish(DesiredState.Running, App("nonsense", name: "bad"), App("*/5 * * * *"));

        await PassAsync(TimeSpan.FromMinutes(5));

        await RestartedAsync("*/5 * * * *");
    }

    private static AppSpec App(string pattern, CronOverlap overlap = CronOverlap.Skip, string name = "web") =>
        Specs.App(name) with { Cron = new CronSettings(pattern, "UTC", overlap) };

    private async Task RestartedAsync(string pattern)
    {
        var restart = await _apps.ExpectMsgAsync<AppsProtocol.RestartOnline>(_limit);
        Assert.Equal(new AppsProtocol.RestartOnline(AppName.Parse("web"), null, new RestartCause.Scheduled(pattern)), restart);
        await _apps.ExpectMsgAsync<AppsProtocol.Settle>(_limit);
        _apps.Reply(AppsProtocol.Settled.Instance);
        await AwaitAssertAsync(QuietAsync);
    }

    // In steps of the longest pause, since each step's timer is set by the step before.
    private async Task PassAsync(TimeSpan time)
    {
        while (time > TimeSpan.Zero)
        {
            var step = time < TimeSpan.FromMinutes(1) ? time : TimeSpan.FromMinutes(1);
            await QuietAsync();
            _clock.Advance(step);
            await TickAsync(step);
            time -= step;
        }
    }

    private async Task TickAsync(TimeSpan time)
    {
        await QuietAsync();
        ((TestScheduler)Sys.Scheduler).Advance(time);
        await QuietAsync();
    }

    // Twice: the first answer may come before what the actor sent itself as it began.
    private async Task QuietAsync()
    {
        await _cron.Ask<ActorIdentity>(new Identify(null), _limit);
        await _cron.Ask<ActorIdentity>(new Identify(null), _limit);
    }
}
