using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Apps;

public sealed class RestartOnlineSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    private static readonly Slot _slot = new(0, 0, 1, DesiredState.Running);
    private static readonly RestartCause _files = new RestartCause.FilesChanged("/srv/a.js");
    private static readonly RestartCause _schedule = new RestartCause.Scheduled("0 3 * * *");

    [Fact]
    public async Task What_runs_is_restarted_and_counted()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        Restart(stage, _files);
        await stage.EventuallyAsync(() => Assert.Contains("SIGINT to the tree", process.Heard));
        process.Exit(0);

        await stage.LaunchedAsync(1, 2);
        Assert.Equal(1, stage.Board.Find(1)!.History.Restarts);
    }

    [Fact]
    public async Task What_was_stopped_is_never_revived()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);
        stage.Order(InstructionKind.Stop, _slot with { Wish = DesiredState.Stopped });
        await stage.EventuallyAsync(() => Assert.Contains("SIGINT to the tree", process.Heard));
        process.Exit(0);
        await stage.StateAsync<InstanceState.Stopped>(1);

        Restart(stage, _schedule);
        Restart(stage, _files);
        await stage.QuietAsync();

        Assert.IsType<InstanceState.Stopped>(stage.Board.Find(1)!.State);
        Assert.Single(stage.Launcher.Launched);
    }

    [Fact]
    public async Task What_was_given_up_comes_back_for_changed_files_only()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 1)));
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.StateAsync<InstanceState.Errored>(1);

        Restart(stage, _schedule);
        await stage.QuietAsync();
        Assert.Single(stage.Launcher.Launched);
        Restart(stage, _files);

        await stage.LaunchedAsync(1, 2);
        Assert.Equal(0, stage.Board.Find(1)!.History.Restarts);
    }

    [Fact]
    public async Task Only_the_measured_launch_of_the_named_slot_is_restarted_for_its_memory()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        Restart(stage, new RestartCause.MemoryExceeded(process.Attempt + 1, 2, 1), 1);
        Restart(stage, new RestartCause.MemoryExceeded(process.Attempt, 2, 1), 7);
        await stage.QuietAsync();
        Assert.Empty(process.Heard);
        Restart(stage, new RestartCause.MemoryExceeded(process.Attempt, 2, 1), 1);

        await stage.EventuallyAsync(() => Assert.Contains("SIGINT to the tree", process.Heard));
    }

    [Fact]
    public async Task What_may_overlap_is_renewed_by_the_list_and_while_a_canary_waits_restarted_in_place()
    {
        var stage = new AppStage(this, Specs.App() with { Reload = ReloadSettings.Default with { Overlap = true } });
        var process = await stage.StartAsync(_slot);
        var exceeded = new RestartCause.MemoryExceeded(process.Attempt, 2, 1);

        Restart(stage, exceeded, 1);
        await stage.Parent.FishForMessageAsync(message => message is AppsProtocol.Wish { Command: CatalogCommand.Renew { Serials: [1] } });

        stage.App.Tell(new AppsProtocol.Order(
            new CatalogEntry(stage.Spec, [_slot]) { Rollout = new Rollout(stage.Spec with { Script = "/srv/next" }, [new Replacement(2, 3)], RolloutPhase.Paused) },
            new AppInstruction(stage.Spec.Name, InstructionKind.ReloadEnded, [])));
        Restart(stage, exceeded, 1);
        await stage.EventuallyAsync(() => Assert.Contains("SIGINT to the tree", process.Heard));
    }

    private static void Restart(AppStage stage, RestartCause cause, params long[] serials) =>
        stage.App.Tell(new AppsProtocol.RestartOnline(stage.Spec.Name, serials.Length == 0 ? null : [.. serials], cause), ActorRefs.NoSender);
}
