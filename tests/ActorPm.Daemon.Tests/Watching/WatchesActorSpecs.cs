using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Watching;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Watching;

public sealed class WatchesActorSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly AppSpec _watched = Specs.App() with { Watch = WatchSettings.Off with { Enabled = true } };

    private readonly FakeClock _clock = new(Specs.Noon);
    private readonly CatalogBoard _list = new();
    private readonly FakeTreeWatcher _watcher = new();
    private readonly TestProbe _apps;
    private readonly IActorRef _watches;

    public WatchesActorSpecs(ITestOutputHelper output)
        : base(VirtualTime.Config, output: output)
    {
        _apps = CreateTestProbe();
        _watches = Sys.ActorOf(WatchesActor.Props(_apps, _list, _watcher, "/home/apm", _clock));
    }

    [Fact]
    public async Task One_watch_serves_all_instances_of_an_app()
    {
        var watch = await WatchAsync(_watched with { Instances = 4 });

        Assert.Equal(["/srv"], watch.Targets.Select(target => target.Root));
    }

    [Fact]
    public async Task Only_apps_that_are_watched_and_shall_run_have_a_watch()
    {
        await WatchAsync(_watched);

        _list.Publish(DesiredState.Stopped, _watched);
        await AwaitAssertAsync(() => Assert.Empty(_watcher.Watches), _limit);
        await WatchAsync(_watched);
        _list.Publish(DesiredState.Running, Specs.App());
        await AwaitAssertAsync(() => Assert.Empty(_watcher.Watches), _limit);
        await WatchAsync(_watched);
        _list.Publish(DesiredState.Running);

        await AwaitAssertAsync(() => Assert.Empty(_watcher.Watches), _limit);
    }

    [Fact]
    public async Task A_list_that_says_the_same_of_an_app_leaves_its_watch_alone()
    {
        var watch = await WatchAsync(_watched);

        _list.Publish(DesiredState.Running, _watched with { MemoryLimit = 1 }, Specs.App("other"));
        await QuietAsync();

        Assert.Same(watch, Assert.Single(_watcher.Watches));
    }

    [Fact]
    public async Task What_the_daemon_writes_for_an_app_is_no_change_of_its_files()
    {
        var watch = await WatchAsync(_watched with
        {
            PidFile = "/srv/web.pid", Logs = new LogSettings("/srv/out.log", "/srv/error.log") { CombinedFile = "/srv/all.log" },
        });

        var filter = Assert.Single(watch.Targets).Filter;
        Assert.All(["out.log", "error.log", "all.log", "web-0.pid", "all__2026-01-31_00-00-00.log"], name => Assert.True(filter.Prunes("/srv/" + name), name));
        Assert.False(filter.Prunes("/srv/app.js"));
    }

    [Fact]
    public async Task Other_paths_make_another_watch()
    {
        await WatchAsync(_watched);

        _list.Publish(DesiredState.Running, _watched with { Watch = _watched.Watch with { Paths = ["/srv/src"] } });

        await AwaitAssertAsync(() => Assert.Equal("/srv/src", Assert.Single(Assert.Single(_watcher.Watches).Targets).Root), _limit);
    }

    [Fact]
    public async Task Many_changes_give_one_restart()
    {
        var watch = await WatchAsync(_watched);

        for (var file = 0; file < 200; file++)
        {
            watch.Change($"/srv/{file}");
        }

        await PassAsync(100);
        await RestartedAsync("/srv/0");
        await PassAsync(5000);
        await _apps.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Changes_that_go_on_put_the_restart_off_for_a_while_only()
    {
        var watch = await WatchAsync(_watched);
        watch.Change("/srv/a");

        for (var passed = 0; passed < 950; passed += 50)
        {
            await PassAsync(50);
            watch.Change("/srv/b");
        }

        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
        await PassAsync(50);
        await RestartedAsync("/srv/a");
    }

    [Fact]
    public async Task The_apps_own_delay_is_waited_out()
    {
        var watch = await WatchAsync(_watched with { Watch = _watched.Watch with { Delay = TimeSpan.FromSeconds(3) } });

        watch.Change("/srv/a");
        await PassAsync(2999);
        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
        await PassAsync(1);

        await RestartedAsync("/srv/a");
    }

    [Fact]
    public async Task Changes_during_the_restart_give_exactly_one_more()
    {
        var watch = await WatchAsync(_watched);
        watch.Change("/srv/a");
        await PassAsync(100);
        await _apps.ExpectMsgAsync<AppsProtocol.RestartOnline>(_limit);
        await _apps.ExpectMsgAsync<AppsProtocol.Settle>(_limit);
        var slow = _apps.Sender;

        watch.Change("/srv/b");
        await PassAsync(3000);
        watch.Change("/srv/c");
        await PassAsync(3000);
        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
        slow.Tell(AppsProtocol.Settled.Instance);

        await RestartedAsync("/srv/b", passing: true);
        await PassAsync(5000);
        await _apps.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    private async Task<FakeTreeWatcher.FakeWatch> WatchAsync(AppSpec spec)
    {
        _list.Publish(DesiredState.Running, spec);
        await AwaitAssertAsync(() => Assert.Single(_watcher.Watches), _limit);
        return _watcher.Watches[0];
    }

    // What the restart's end sets going runs on a timer that may not be set yet: time passes until the restart comes.
    private async Task RestartedAsync(string path, bool passing = false)
    {
        AppsProtocol.RestartOnline? restart = null;
        await AwaitAssertAsync(
            async () =>
            {
                if (passing)
                {
                    await PassAsync(100);
                }

                restart = await _apps.ExpectMsgAsync<AppsProtocol.RestartOnline>(TimeSpan.FromMilliseconds(100));
            },
            _limit);
        Assert.Equal(new AppsProtocol.RestartOnline(AppName.Parse("web"), null, new RestartCause.FilesChanged(path)), restart);
        await _apps.ExpectMsgAsync<AppsProtocol.Settle>(_limit);
        _apps.Reply(AppsProtocol.Settled.Instance);
    }

    private async Task PassAsync(int milliseconds)
    {
        await QuietAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(milliseconds));
        await QuietAsync();
    }

    private async Task QuietAsync()
    {
        // Twice: the first answer may come before what the actor sent itself as it began.
        await _watches.Ask<ActorIdentity>(new Identify(null), _limit);
        await _watches.Ask<ActorIdentity>(new Identify(null), _limit);
        foreach (var watch in ((ActorRefWithCell)_watches).Children)
        {
            await watch.Ask<ActorIdentity>(new Identify(null), _limit);
        }
    }
}
