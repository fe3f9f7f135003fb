namespace ActorPm.Core.Routing;

/// <summary>
/// The backend whose ordinal the client's cookie names, so that a client stays with its instance also when that one was restarted or replaced. Whoever has
/// no cookie, or one of an instance that is not ready, goes where there is least to do and gets a new cookie.
/// </summary>
public sealed class StickyCookiePolicy : IBalancingPolicy
{
    private readonly LeastConnectionsPolicy _others = new();

    /// <inheritdoc/>
    public int Pick(ReadOnlySpan<Backend> ready, in BalancingTicket ticket)
    {
        if (ticket.Key is { } key)
        {
            // The newest of an ordinal, should two be ready.
            for (var index = ready.Length - 1; index >= 0; index--)
            {
                if ((ulong)ready[index].Ordinal == key)
                {
                    return index;
                }
            }
        }

        return _others.Pick(ready, ticket);
    }
}
