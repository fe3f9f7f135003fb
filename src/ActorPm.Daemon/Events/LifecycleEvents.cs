using ActorPm.Core.Control;
using ActorPm.Core.Events;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Events;

/// <summary>Turns changes of the instance board into events.</summary>
internal sealed class LifecycleEvents(EventBus bus, AxmBoard axm, TimeProvider clock)
{
    /// <summary>An instance's facts have changed; null stands for an instance that is not there.</summary>
    public void Changed(InstanceFacts? before, InstanceFacts? after)
    {
        if ((after ?? before) is not { } facts)
        {
            return;
        }

        foreach (var happened in InstanceEvents.Between(MomentOf(before), MomentOf(after)))
        {
            if (happened.Name is InstanceEvents.Exit or InstanceEvents.Delete)
            {
                axm.Clear(facts.Slot.Serial);
            }

            if (bus.Wants(BusTopics.Process))
            {
                bus.Publish(BusTopics.Process, SourceOf(facts), BodyOf(happened, facts), BusJson.Default.ProcessEventBody);
            }
        }
    }

    /// <summary>Somebody tells of something that the board does not show, such as PM2's <c>reload</c>.</summary>
    public void Tell(InstanceFacts facts, string name)
    {
        if (bus.Wants(BusTopics.Process))
        {
            bus.Publish(BusTopics.Process, SourceOf(facts), BodyOf(new InstanceEvent(name, EventCause.Request), facts), BusJson.Default.ProcessEventBody);
        }
    }

    /// <summary>Who an event about an instance is about.</summary>
    public static EventSource SourceOf(InstanceFacts facts) => new(facts.Slot.PmId, facts.Spec.Name.Value, facts.Spec.Namespace);

    private ProcessEventBody BodyOf(InstanceEvent happened, InstanceFacts facts) => new(
        happened.Name,
        happened.Cause is EventCause.Request,
        new EventProcess(
            facts.Slot.PmId, facts.Spec.Name.Value, facts.Spec.Namespace, InstanceStatus.Of(facts.State), facts.Pid, facts.History.Restarts,
            facts.History.FailedStarts, facts.StartedAt?.ToUnixTimeMilliseconds(), facts.History.CreatedAt.ToUnixTimeMilliseconds(), facts.Spec.Script,
            facts.Spec.WorkingDirectory, facts.Spec.Interpreter, facts.LastExit?.ShellCode, facts.Slot.Ordinal),
        happened.Exit?.ShellCode,
        (happened.Exit as ExitStatus.Signalled)?.Signal.ToString(),
        clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static InstanceMoment? MomentOf(InstanceFacts? facts) => facts is null ? null : new InstanceMoment(facts.State, facts.History, facts.LastExit);
}
