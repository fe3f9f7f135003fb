using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Instances;
using Xunit.Abstractions;
using static ActorPm.Core.Instances.InstanceState;

namespace ActorPm.Daemon.Tests.Instances;

public sealed class InstanceActorSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    private static readonly Slot _slot = new(0, 0, 1, DesiredState.Running);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly FakeProcessLauncher _launcher = new(new FakeClock(Specs.Noon));

    [Fact]
    public async Task A_start_is_reported_once_with_its_ticket_when_the_process_runs()
    {
        var (actor, parent) = Create();

        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 7));

        var report = await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);
        Assert.Equal(new InstanceProtocol.Report(1, new Online(1, _launcher.Launched[0].Pid, Specs.Noon), 7, null), report);
    }

    [Fact]
    public async Task An_exit_that_nobody_asked_for_fails_the_actor_with_what_happened()
    {
        var (actor, parent) = Create();
        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 7));
        await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);

        _launcher.Launched[0].Exit(3);

        var failure = await parent.ExpectMsgAsync<InstanceExitedException>(_limit);
        Assert.Equal(new Crashed(1, new ExitStatus.Code(3), TimeSpan.Zero), failure.Crash);
        Assert.Equal(7, failure.Ticket);
        Assert.Equal("web:0 exited with code 3 after 0 s.", failure.Message);
    }

    [Fact]
    public async Task A_launch_that_fails_at_once_fails_the_actor_with_the_ticket_of_its_order()
    {
        var (actor, parent) = Create();
        _launcher.Launching = _ => throw new Processes.LaunchException("no such file");

        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 7));

        var failure = await parent.ExpectMsgAsync<InstanceExitedException>(_limit);
        Assert.Equal(new ExitStatus.NotStarted("no such file"), failure.Crash.Exit);
        Assert.Equal(7, failure.Ticket);
    }

    [Fact]
    public async Task The_next_incarnation_waits_for_the_word_of_its_supervisor()
    {
        var (actor, parent) = Create();
        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 1));
        await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);
        _launcher.Launched[0].Exit(3);
        await parent.ExpectMsgAsync<InstanceExitedException>(_limit);
        await parent.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(20));

        actor.Tell(Follow(new InstanceInput.RestartGranted(1, TimeSpan.Zero, new ExitStatus.Code(3)), ticket: 1));

        var report = await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);
        Assert.Equal(2, Assert.IsType<Online>(report.State).Attempt);
    }

    [Fact]
    public async Task A_process_that_lives_is_adopted_before_anything_else()
    {
        var process = _launcher.Survive(1, attempt: 5, Specs.History with { Restarts = 4 });

        var (_, parent) = Create();

        var report = await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);
        Assert.Equal(new Online(5, process.Pid, process.StartedAt), report.State);
        Assert.Equal(process.History, report.AdoptedHistory);
    }

    [Fact]
    public async Task An_exit_of_an_adopted_process_reaches_the_actor()
    {
        var process = _launcher.Survive(1, 5, Specs.History);
        var (_, parent) = Create();
        await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);

        process.Exit(1);

        Assert.Equal(5, (await parent.ExpectMsgAsync<InstanceExitedException>(_limit)).Crash.Attempt);
    }

    [Fact]
    public async Task The_child_gets_what_users_of_PM2_rely_on_and_its_counters()
    {
        var (actor, parent) = Create();

        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 1));
        await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);

        var order = _launcher.Launched[0].Order!;
        Assert.Equal(("0", "0", "web", "/home/apm"), (order.Environment["NODE_APP_INSTANCE"], order.Environment["pm_id"], order.Environment["name"], order.Environment["APM_HOME"]));
        Assert.Equal(("/home/apm/logs/web-out.log", "/home/apm/pids/web-0.pid"), (order.OutFile, order.PidFile));
        Assert.Equal(Specs.History, order.History);
    }

    [Fact]
    public async Task An_instance_gets_its_number_and_a_counted_variable_by_the_names_that_its_spec_says()
    {
        var spec = Specs.App(environment: [("PORT", "3000")]) with { InstanceVariable = "NUMBER", IncrementVariable = "PORT" };
        var (actor, parent) = Create(spec, new Slot(2, 5, 9, DesiredState.Running));

        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 1, spec));
        await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit);

        var environment = _launcher.Launched[0].Order!.Environment;
        Assert.Equal(("2", "3002"), (environment["NUMBER"], environment["PORT"]));
    }

    [Fact]
    public async Task Launches_beyond_a_burst_wait_for_their_turn_and_a_stop_takes_the_turn_back()
    {
        var gate = new LaunchGate(TokenBucket.Full(1, 0.001), TimeProvider.System);
        Assert.Equal(TimeSpan.Zero, gate.Reserve());
        var (actor, parent) = Create(gate: new LaunchGate(TokenBucket.Full(1, 20), TimeProvider.System));
        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 1));
        Assert.IsType<InstanceState.Online>((await parent.ExpectMsgAsync<InstanceProtocol.Report>(_limit)).State);

        var (second, secondParent) = Create(null, new Slot(1, 1, 99, DesiredState.Running), gate);
        second.Tell(Follow(new InstanceInput.StartAsked(), ticket: 1));
        Assert.IsType<InstanceState.Launching>((await secondParent.ExpectMsgAsync<InstanceProtocol.Report>(_limit)).State);
        second.Tell(Follow(new InstanceInput.StopAsked(), ticket: 2));
        Assert.IsType<InstanceState.Stopping>((await secondParent.ExpectMsgAsync<InstanceProtocol.Report>(_limit)).State);
        Assert.Single(_launcher.Launched);
    }

    [Fact]
    public async Task An_interpreter_that_is_gone_is_a_failed_start_and_names_it()
    {
        var (actor, parent) = Create(Specs.App(interpreter: "node"));

        actor.Tell(Follow(new InstanceInput.StartAsked(), ticket: 1, Specs.App(interpreter: "node")));

        Assert.Contains("node", (await parent.ExpectMsgAsync<InstanceExitedException>(_limit)).Message);
    }

    private (IActorRef Actor, TestProbe Parent) Create(AppSpec? spec = null, Slot? slot = null, LaunchGate? gate = null)
    {
        var parent = CreateTestProbe();
        var edge = new InstanceContext("/home/apm", _launcher, new NoPrograms(), new FakeClock(Specs.Noon), () => 0) { Gate = gate };
        var actor = Sys.ActorOf(SupervisingParent.Props(InstanceActor.Props(edge, spec ?? Specs.App(), slot ?? _slot, new InstanceState.Stopped(0, null), Specs.History), parent));
        return (actor, parent);
    }

    private static InstanceProtocol.Follow Follow(InstanceInput input, int ticket, AppSpec? spec = null) => new(input, spec ?? Specs.App(), Specs.History, ticket);

    private sealed class NoPrograms : IProgramProbe
    {
        public ProgramKind Look(string path) => ProgramKind.Missing;

        public bool IsDirectory(string path) => false;
    }
}
