using ActorPm.Core.Access;
using ActorPm.Core.History;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Access;

/// <summary>Who sent a request, and what that one may do.</summary>
/// <param name="Name">For people: <c>user alice</c>, <c>token ci</c>.</param>
/// <param name="Address">From which machine; null for this one.</param>
/// <param name="Grant">What was given.</param>
/// <param name="IsOwn">Whether it is the daemon's own user or root on this machine, of whom nothing is asked.</param>
internal sealed record Caller(string Name, string? Address, Grant Grant, bool IsOwn)
{
    /// <summary>What the history says of it; null where the kernel is asked.</summary>
    public CommandOrigin? Origin { get; init; }

    /// <summary>The caller of a request that has passed the <see cref="AccessGate"/>.</summary>
    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? throw new InvalidOperationException("A request has not passed the gate.");
}
