using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Groups;
using ActorPm.Core.Restarts;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;

namespace ActorPm.Daemon.Groups;

/// <summary>Has the apps of a namespace restarted, or given up, together with one that crashed. What it counts is forgotten when the daemon ends.</summary>
internal sealed class GroupsActor : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, GroupWindow> _windows = new(StringComparer.Ordinal);
    private readonly CatalogBoard _list;
    private readonly TimeProvider _clock;

    /// <summary>Use <see cref="Props"/>.</summary>
    public GroupsActor(CatalogBoard list, TimeProvider clock)
    {
        _list = list;
        _clock = clock;
    }

    /// <summary>One for all namespaces.</summary>
    /// <param name="list">The list.</param>
    /// <param name="clock">Gives the time.</param>
    public static Props Props(CatalogBoard list, TimeProvider clock) => Akka.Actor.Props.Create(() => new GroupsActor(list, clock));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is MemberFailed failed && _list.Current.Find(failed.App) is { } entry)
        {
            OnFailed(failed, entry.Spec);
        }
        else if (message is not MemberFailed)
        {
            Unhandled(message);
        }
    }

    private void OnFailed(MemberFailed failed, AppSpec spec)
    {
        var (window, isExceeded) = _windows.GetValueOrDefault(spec.Namespace, GroupWindow.Empty).Add(_clock.GetUtcNow(), spec.Group);
        _windows[spec.Namespace] = window;
        var list = _list.Current;
        if (isExceeded)
        {
            var reason = $"The apps of the namespace {spec.Namespace} crashed more than {spec.Group.Intensity} times within {SecondsText.Of(spec.Group.Period)} (group_intensity); the last was {failed.App}.";
            _log.Warning("{Reason} All of them are given up", reason);
            foreach (var member in GroupPlan.All(list, failed.App))
            {
                Sender.Tell(new AppsProtocol.GiveUp(member, reason));
            }

            return;
        }

        foreach (var member in GroupPlan.Concerned(list, failed.App))
        {
            Sender.Tell(failed.IsGivenUp
                ? new AppsProtocol.GiveUp(member, $"{failed.App} of its group was given up ({GroupSettings.WordOf(spec.Group.Strategy)}).")
                : new AppsProtocol.RestartOnline(member, null, new RestartCause.MemberCrashed(failed.App, spec.Group.Strategy)));
        }
    }
}

/// <summary>From an app that stands together with others: one of its instances ended unasked. The sender is the parent of all apps, which is told what follows.</summary>
/// <param name="App">Which.</param>
/// <param name="IsGivenUp">Whether it is not started again.</param>
internal sealed record MemberFailed(AppName App, bool IsGivenUp) : INoSerializationVerificationNeeded;
