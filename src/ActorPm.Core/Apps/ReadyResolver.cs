using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Apps;

/// <summary>Applies what a request says of readiness (<c>ready_on</c>, <c>wait_ready</c>, <c>listen_timeout</c>) to a spec.</summary>
/// <param name="request">What the user wrote.</param>
/// <param name="refusals">Gets what is wrong.</param>
internal sealed class ReadyResolver(AppRequest request, Refusals refusals)
{
    /// <summary>The settings of a spec whose routing is settled.</summary>
    public ReadySettings ApplyTo(AppSpec spec)
    {
        var current = spec.Ready;
        var wish = Wish(current);
        if (wish.Signal is ReadySignal.Listening && spec.Routing.Plane is DataPlane.None)
        {
            refusals.Add("ready_on listening needs an app that listens through the daemon; give it cluster mode, sockets or a proxy, or wait for another sign: message, notify or log:REGEX.");
        }

        return new ReadySettings(wish.Signal, refusals.Duration(request.ListenTimeoutMs, current.ListenTimeout, "--listen-timeout")) { LogPattern = wish.LogPattern };
    }

    private ReadyOn Wish(ReadySettings current)
    {
        ReadyOn? wish = null;
        if (request.ReadyOn is { Length: > 0 } text && !ReadyOn.TryParse(text, out wish, out var problem))
        {
            refusals.AddOf("ready_on", problem);
        }

        return (request.WaitReady, wish) switch
        {
            (true, { Signal: not ReadySignal.Message }) => refusals.Add(wish, $"wait_ready waits for the message 'ready', and ready_on says {wish}; remove one of them."),
            (false, { Signal: ReadySignal.Message }) => refusals.Add(wish, "wait_ready is false, and ready_on waits for the message 'ready'; remove one of them."),
            (_, not null) => wish,
            (true, null) => new ReadyOn(ReadySignal.Message, null),
            (false, null) => new ReadyOn(ReadySignal.Spawned, null),
            (null, null) => request.ReadyOn is "" ? new ReadyOn(ReadySignal.Spawned, null) : new ReadyOn(current.Signal, current.LogPattern),
        };
    }
}
