namespace ActorPm.Core.Routing;

/// <summary>Which requests may be sent to a second backend after the first one failed.</summary>
public static class RetryRule
{
    /// <summary>Whether doing it twice is as good as once (RFC 9110, 9.2.2) and there is no body that the first backend may have taken.</summary>
    /// <param name="method">The method, in capitals.</param>
    /// <param name="hasBody">Whether the request has a body.</param>
    /// <param name="isUpgrade">Whether it asks for another protocol (WebSocket).</param>
    public static bool MayRepeat(string method, bool hasBody, bool isUpgrade) =>
        !hasBody && !isUpgrade && method is ("GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE");
}
