using System.Globalization;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Routing;

/// <summary>Where an instance listens when no proxy gives it a place: the <c>PORT</c> of its environment, on this machine.</summary>
public static class InstanceAddress
{
    private const string Variable = "PORT";
    private const string Host = "127.0.0.1";

    /// <summary>Whether an instance can be reached itself: by the proxy's address, as a worker by its channel, or by its port.</summary>
    public static bool IsKnown(AppSpec spec) => spec.Routing.Plane is DataPlane.Proxy or DataPlane.Handoff || Of(spec, 0) is not null;

    /// <summary>The address of an instance that is behind no proxy; null when it has no port that is one.</summary>
    /// <param name="spec">The app.</param>
    /// <param name="ordinal">The instance's number, which <c>increment_var</c> may add to the port.</param>
    public static ListenAddress? Of(AppSpec spec, int ordinal) =>
        int.TryParse(spec.Environment.GetValueOrDefault(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port + (spec.IncrementVariable == Variable ? ordinal : 0) is > 0 and <= 65535 and var own
            ? new ListenAddress(Host, own, null, null)
            : null;
}
