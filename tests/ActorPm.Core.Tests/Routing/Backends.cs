using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

/// <summary>Small builders of backends.</summary>
internal static class Backends
{
    public static Backend Of(int ordinal, BackendState state = BackendState.Ready, int active = 0)
    {
        var load = new BackendLoad();
        for (var request = 0; request < active; request++)
        {
            load.Begin();
        }

        return new Backend(ordinal + 1, 1, ordinal, ordinal, 100 + ordinal, null, state) { Load = load };
    }

    public static Backend[] Ready(int count) => [.. Enumerable.Range(0, count).Select(ordinal => Of(ordinal))];

    public static BalancingTicket Ticket(uint turn = 0, ulong chance = 0, ulong? key = null) => new(turn, chance, key);
}
