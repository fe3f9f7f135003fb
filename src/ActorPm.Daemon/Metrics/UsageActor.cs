using Akka.Actor;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Metrics;

/// <summary>
/// Reads usage at times when nobody asks, so that whoever asks sees the processor time of the last seconds and not the average since
/// the question before.
/// </summary>
internal sealed class UsageActor : UntypedActor, IWithTimers
{
    private readonly UsageMeter _meter;
    private readonly InstanceBoard _board;
    private readonly TimeSpan _interval;
    private readonly UsageCurves? _curves;

    /// <summary>Use <see cref="Props"/>.</summary>
    public UsageActor(UsageMeter meter, InstanceBoard board, TimeSpan interval, UsageCurves? curves)
    {
        _curves = curves;
        _meter = meter;
        _board = board;
        _interval = interval;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A reader that reads at this interval.</summary>
    /// <param name="meter">What reads.</param>
    /// <param name="board">Which instances there are.</param>
    /// <param name="interval">How often.</param>
    /// <param name="curves">Keeps what was read; null: nobody does.</param>
    public static Props Props(UsageMeter meter, InstanceBoard board, TimeSpan interval, UsageCurves? curves = null) =>
        Akka.Actor.Props.Create(() => new UsageActor(meter, board, interval, curves));

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _interval);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Tick)
        {
            var samples = _meter.Read([.. _board.All.Where(facts => facts.State is InstanceState.Online).Select(facts => facts.Slot.Serial)]);
            _curves?.Note(samples, serial => _board.Find(serial) is not null);
        }
        else
        {
            Unhandled(message);
        }
    }

    private sealed class Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
