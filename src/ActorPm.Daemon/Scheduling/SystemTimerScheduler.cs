using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorPm.Daemon.Scheduling;

/// <summary>
/// Akka's scheduler on the timers of .NET: it costs nothing while nothing is due. Akka's own wheel turns a hundred times a second from the first
/// timer on, for ever (measured: half a percent of a core in an idle daemon), and rounds every pause up to its tick.
/// </summary>
internal sealed class SystemTimerScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log), IDisposable
{
    private volatile bool _disposed;

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    /// <summary>What is still due is forgotten: the actor system has ended.</summary>
    public void Dispose() => _disposed = true;

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, action.Run, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, TimeSpan interval, Action action, ICancelable? cancelable)
    {
        // This constructor makes the timer its own state, which keeps it alive for as long as it is due.
        var timer = new Timer(state =>
        {
            if (_disposed || cancelable is { IsCancellationRequested: true })
            {
                ((Timer)state!).Dispose();
                return;
            }

            Run(action);
        });
        timer.Change(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, interval);
        cancelable?.Token.Register(static state => ((Timer)state!).Dispose(), timer);
    }

    private void Run(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure)
        {
            // As Akka's own scheduler: whoever scheduled it is not there to hear of it, and an exception on a pool thread would end the daemon.
            Log.Error(failure, "A scheduled action failed");
        }
    }
}
