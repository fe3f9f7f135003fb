using ActorPm.Core.Catalog;
using ActorPm.Core.Apps;
using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Tests.Apps;
using ActorPm.Processes;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.History;

/// <summary>What the actors of an app note.</summary>
public sealed class NotedFactsSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    private static readonly Slot _slot = new(0, 3, 1, DesiredState.Running);

    private static List<HistoryFact> Noted(AppStage stage) => [.. stage.History.Take(TimeSpan.Zero, out _)!.Select(pending => pending.Fact)];

    [Fact]
    public async Task A_crash_is_noted_with_its_uptime_and_the_verdict_before_the_next_start()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));

        process.Exit(7);
        var next = await stage.LaunchedAsync(1, 2);

        var facts = Noted(stage);
        Assert.Equal(
            [typeof(HistoryFact.Started), typeof(HistoryFact.Exited), typeof(HistoryFact.RestartScheduled), typeof(HistoryFact.Started)], facts.Select(fact => fact.GetType()));
        Assert.All(facts, fact => Assert.Equal(("web", new InstancePlace(0, 3, 1)), (fact.App, fact.Place)));
        var exited = (HistoryFact.Exited)facts[1];
        Assert.Equal((1, process.Pid, EndedBy.Itself, TimeSpan.FromMinutes(1)), (exited.Attempt, exited.Pid, exited.By, exited.Uptime));
        Assert.Equal(new ExitStatus.Code(7), exited.Status);
        Assert.Equal(next.Pid, ((HistoryFact.Started)facts[3]).Pid);
    }

    [Fact]
    public async Task A_process_that_died_while_no_daemon_ran_is_noted_before_its_successor_starts()
    {
        var stage = new AppStage(this);
        stage.Launcher.Memories[1] = new SlotMemory(5, Specs.History, null)
        {
            StartedAt = Specs.Noon - TimeSpan.FromHours(1), Ending = new SlotEnding(new ExitStatus.Code(7), Specs.Noon),
        };

        stage.Order(InstructionKind.Replay, _slot);
        await stage.LaunchedAsync(1, 1);

        var facts = Noted(stage);
        var exited = Assert.IsType<HistoryFact.Exited>(facts[0]);
        Assert.Equal((5, EndedBy.Unwatched, null, new ExitStatus.Code(7)), (exited.Attempt, exited.By, exited.Uptime, exited.Status));
        Assert.IsType<HistoryFact.RestartScheduled>(facts[1]);
        Assert.IsType<HistoryFact.Started>(facts[2]);
    }

    [Fact]
    public async Task A_process_that_lived_through_it_is_noted_as_adopted_and_nothing_else()
    {
        var stage = new AppStage(this);
        var survivor = stage.Launcher.Survive(1, 5, Specs.History);

        stage.Order(InstructionKind.Replay, _slot);
        await stage.StateAsync<InstanceState.Online>(1, online => online.Pid == survivor.Pid);

        Assert.Equal(survivor.Pid, Assert.IsType<HistoryFact.Adopted>(Assert.Single(Noted(stage))).Pid);
    }

    [Fact]
    public async Task A_cause_of_the_daemons_own_is_noted_before_the_end_that_it_brings()
    {
        var stage = new AppStage(this);
        await stage.StartAsync(_slot);

        stage.App.Tell(new AppsProtocol.RestartOnline(AppName.Parse("web"), null, new RestartCause.FilesChanged("app.js")), Akka.Actor.ActorRefs.NoSender);
        await stage.QuietAsync();

        Assert.Equal("app.js changed", Assert.IsType<HistoryFact.RestartCaused>(Noted(stage)[1]).Cause);
    }

    [Fact]
    public async Task One_that_is_given_up_is_noted_with_the_reason()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 0)));
        var process = await stage.StartAsync(_slot);

        process.Exit(1);
        var errored = (InstanceState.Errored)(await stage.StateAsync<InstanceState.Errored>(1)).State;

        Assert.Equal(errored.Reason, Assert.IsType<HistoryFact.GaveUp>(Noted(stage)[^1]).Reason);
    }
}
