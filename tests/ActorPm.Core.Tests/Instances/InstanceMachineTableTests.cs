using System.Reflection;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using static ActorPm.Core.Instances.InstanceEffect;
using static ActorPm.Core.Instances.InstanceInput;
using static ActorPm.Core.Instances.InstanceState;

namespace ActorPm.Core.Tests.Instances;

/// <summary>Every state meets every input: the table below is the specification, and a new member without a row fails a test.</summary>
public sealed class InstanceMachineTableTests
{
    private static readonly DateTimeOffset _now = Specs.Noon;
    private static readonly TimeSpan _uptime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _delay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _killTimeout = StopSettings.Default.KillTimeout;
    private static readonly ExitStatus _earlier = new ExitStatus.Code(1);
    private static readonly ExitStatus _exit = new ExitStatus.Code(7);
    private static readonly ExitStatus _notStarted = new ExitStatus.NotStarted("no such file");

    private static readonly Stopped _stopped = new(3, _earlier);
    private static readonly Recovering _recovering = new(3);
    private static readonly Launching _launching = new(3);
    private static readonly AwaitingReady _awaiting = new(3, 41, _now - _uptime);
    private static readonly Online _online = new(3, 41, _now - _uptime);
    private static readonly Stopping _stopping = new(3, 41, AfterStop.Rest, null);
    private static readonly Collapsing _collapsing = new(3, _earlier, _uptime, null);
    private static readonly Crashed _crashed = new(3, _earlier, _uptime);
    private static readonly WaitingToRestart _waiting = new(3, _now, _earlier);
    private static readonly Errored _errored = new(3, "It failed.", _earlier);

    private static readonly StartAsked _startAsked = new();
    private static readonly StopAsked _stopAsked = new();
    private static readonly RestartAsked _restartAsked = new();
    private static readonly Adopted _adopted = new(3, 77, _now - _uptime);
    private static readonly Spawned _spawned = new(3, 41);
    private static readonly BecameReady _ready = new(3);
    private static readonly ReadyTimeoutElapsed _readyTimeout = new(3);
    private static readonly ReadinessChanged _readiness = new(3, "it is busy");
    private static readonly FoundIll _ill = new(3, "it hangs");
    private static readonly SpawnFailed _spawnFailed = new(3, "no such file");
    private static readonly Exited _exited = new(3, _exit, Leftovers.None);
    private static readonly TreeGone _treeGone = new(3);
    private static readonly KillTimeoutElapsed _killTimeoutElapsed = new(3);
    private static readonly RestartDue _restartDue = new(3);
    private static readonly RestartGranted _restartGranted = new(3, _delay, _earlier);
    private static readonly RestartDenied _restartDenied = new(3, "It failed.");

    private static readonly Row[] _rows =
    [
        .. From(
            _stopped,
            On(_startAsked, new Launching(4), new Spawn(4)),
            On(_restartAsked, new Launching(4), new Spawn(4)),
            On(_adopted, new Online(3, 77, _adopted.Since), new CancelTimers()),
            Ignores(_ready, _readyTimeout, _readiness, _ill, _stopAsked, _spawned, _spawnFailed, _exited, _treeGone, _killTimeoutElapsed, _restartDue, _restartGranted, _restartDenied)),
        .. From(
            _recovering,
            On(_startAsked, new Launching(4), new Spawn(4)),
            On(_restartAsked, new Launching(4), new Spawn(4)),
            On(_stopAsked, new Stopped(3, null)),
            On(_adopted, new Online(3, 77, _adopted.Since), new CancelTimers()),
            On(_restartGranted, new WaitingToRestart(3, _now + _delay, _earlier), new ArmRestartTimer(_delay)),
            Ignores(_ready, _readyTimeout, _readiness, _ill, _spawned, _spawnFailed, _exited, _treeGone, _killTimeoutElapsed, _restartDue, _restartDenied)),
        .. From(
            _launching,
            On(_stopAsked, new Stopping(3, 0, AfterStop.Rest, null)),
            On(_spawned, new Online(3, 41, _now)),
            On(_spawnFailed, new Crashed(3, _notStarted, TimeSpan.Zero), Failing(new Crashed(3, _notStarted, TimeSpan.Zero))),
            On(_exited, new Crashed(3, _exit, TimeSpan.Zero), Failing(new Crashed(3, _exit, TimeSpan.Zero))),
            Ignores(_ready, _readyTimeout, _readiness, _ill, _startAsked, _restartAsked, _adopted, _treeGone, _killTimeoutElapsed, _restartDue, _restartGranted, _restartDenied)),
        .. From(
            _awaiting,
            On(_stopAsked, new Stopping(3, 41, AfterStop.Rest, null), new CancelTimers(), new SignalStop(), new ArmKillTimer(_killTimeout)),
            On(_restartAsked, new Stopping(3, 41, AfterStop.Launch, null), new CancelTimers(), new SignalStop(), new ArmKillTimer(_killTimeout)),
            On(_ready, new Online(3, 41, _now - _uptime), new CancelTimers()),
            On(_readyTimeout, new Online(3, 41, _now - _uptime) { Proven = false }, new CancelTimers()),
            On(_ill, EndingIll(TimeSpan.Zero), new CancelTimers(), new SignalStop(), new ArmKillTimer(_killTimeout)),
            On(_exited, new Crashed(3, _exit, _uptime), Failing(new Crashed(3, _exit, _uptime))),
            Ignores(_readiness, _startAsked, _adopted, _spawned, _spawnFailed, _treeGone, _killTimeoutElapsed, _restartDue, _restartGranted, _restartDenied)),
        .. From(
            _online,
            On(_readiness, _online with { Unready = "it is busy" }),
            On(_ill, EndingIll(_uptime), new CancelTimers(), new SignalStop(), new ArmKillTimer(_killTimeout)),
            On(_stopAsked, new Stopping(3, 41, AfterStop.Rest, null), new SignalStop(), new ArmKillTimer(_killTimeout)),
            On(_restartAsked, new Stopping(3, 41, AfterStop.Launch, null), new SignalStop(), new ArmKillTimer(_killTimeout)),
            On(_exited, new Crashed(3, _exit, _uptime), Failing(new Crashed(3, _exit, _uptime))),
            Ignores(_ready, _readyTimeout, _startAsked, _adopted, _spawned, _spawnFailed, _treeGone, _killTimeoutElapsed, _restartDue, _restartGranted, _restartDenied)),
        .. From(
            _stopping,
            On(_startAsked, _stopping with { Then = AfterStop.Launch }),
            On(_restartAsked, _stopping with { Then = AfterStop.Launch }),
            On(_exited, new Stopped(3, _exit), new CancelTimers(), new ReleaseProcess()),
            On(_killTimeoutElapsed, _stopping, new KillTree()),
            Ignores(_ready, _readyTimeout, _readiness, _ill, _stopAsked, _adopted, _spawned, _spawnFailed, _treeGone, _restartDue, _restartGranted, _restartDenied)),
        .. From(
            _collapsing,
            On(_startAsked, _collapsing with { Asked = AfterStop.Launch }),
            On(_restartAsked, _collapsing with { Asked = AfterStop.Launch }),
            On(_stopAsked, _collapsing with { Asked = AfterStop.Rest }),
            On(_treeGone, new Crashed(3, _earlier, _uptime), Failing(new Crashed(3, _earlier, _uptime))),
            Ignores(_ready, _readyTimeout, _readiness, _ill, _adopted, _spawned, _spawnFailed, _exited, _killTimeoutElapsed, _restartDue, _restartGranted, _restartDenied)),
        .. From(
            _crashed,
            On(_restartDenied, new Errored(3, "It failed.", _earlier)),
            Ignores(
                _ready, _readyTimeout, _readiness, _ill, _startAsked, _stopAsked, _restartAsked, _adopted, _spawned, _spawnFailed, _exited, _treeGone, _killTimeoutElapsed, _restartDue,
                _restartGranted)),
        .. From(
            _waiting,
            On(_startAsked, new Launching(4), new CancelTimers(), new Spawn(4)),
            On(_restartAsked, new Launching(4), new CancelTimers(), new Spawn(4)),
            On(_stopAsked, new Stopped(3, _earlier), new CancelTimers()),
            On(_adopted, new Online(3, 77, _adopted.Since), new CancelTimers()),
            On(_restartDue, new Launching(4), new Spawn(4)),
            Ignores(_ready, _readyTimeout, _readiness, _ill, _spawned, _spawnFailed, _exited, _treeGone, _killTimeoutElapsed, _restartGranted, _restartDenied)),
        .. From(
            _errored,
            On(_startAsked, new Launching(4), new Spawn(4)),
            On(_restartAsked, new Launching(4), new Spawn(4)),
            On(_stopAsked, new Stopped(3, _earlier)),
            On(_adopted, new Online(3, 77, _adopted.Since), new CancelTimers()),
            Ignores(_ready, _readyTimeout, _readiness, _ill, _spawned, _spawnFailed, _exited, _treeGone, _killTimeoutElapsed, _restartDue, _restartGranted, _restartDenied)),
    ];

    public static TheoryData<string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (var (state, input) in from state in Members(typeof(InstanceState)) from input in Members(typeof(InstanceInput)) select (state, input))
            {
                cells.Add(state, input);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_state_answers_each_input_as_the_table_says(string state, string input)
    {
        var row = Assert.Single(_rows, row => row.State.GetType().Name == state && row.Input.GetType().Name == input);

        var transition = InstanceMachine.Next(row.State, row.Input, Specs.App(), _now, random: 0);

        Assert.Equal(row.Next, transition.State);
        Assert.Equal(row.Effects, transition.Effects);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void News_of_an_older_attempt_change_nothing(string state, string input)
    {
        var row = Assert.Single(_rows, row => row.State.GetType().Name == state && row.Input.GetType().Name == input);
        InstanceInput? stale = row.Input switch
        {
            Spawned spawned => spawned with { Attempt = 2 },
            BecameReady ready => ready with { Attempt = 2 },
            ReadinessChanged changed => changed with { Attempt = 2 },
            FoundIll ill => ill with { Attempt = 2 },
            ReadyTimeoutElapsed elapsed => elapsed with { Attempt = 2 },
            SpawnFailed failed => failed with { Attempt = 2 },
            Exited exited => exited with { Attempt = 2 },
            TreeGone gone => gone with { Attempt = 2 },
            KillTimeoutElapsed elapsed => elapsed with { Attempt = 2 },
            RestartDue due => due with { Attempt = 2 },
            _ => null,
        };
        if (stale is null)
        {
            return; // Wishes, verdicts and discoveries are never stale.
        }

        var transition = InstanceMachine.Next(row.State, stale, Specs.App(), _now, random: 0);

        Assert.Equal(row.State, transition.State);
        Assert.Empty(transition.Effects);
    }

    private static IEnumerable<Row> From(InstanceState state, params IEnumerable<Answer>[] answers) =>
        answers.SelectMany(some => some).Select(answer => new Row(state, answer.Input, answer.Next ?? state, answer.Effects));

    private static IEnumerable<Answer> On(InstanceInput input, InstanceState next, params InstanceEffect[] effects) => [new(input, next, effects)];

    private static IEnumerable<Answer> Ignores(params InstanceInput[] inputs) => inputs.Select(input => new Answer(input, null, []));

    private static InstanceEffect[] Failing(Crashed crash) => [new CancelTimers(), new ReleaseProcess(), new Fail(crash)];

    private static Stopping EndingIll(TimeSpan uptime) => new(3, 41, AfterStop.Fail, null) { Ill = new Illness("it hangs", uptime) };

    private static IEnumerable<string> Members(Type family) =>
        family.GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(family)).Select(type => type.Name);

    private sealed record Answer(InstanceInput Input, InstanceState? Next, InstanceEffect[] Effects);

    private sealed record Row(InstanceState State, InstanceInput Input, InstanceState Next, InstanceEffect[] Effects);
}
