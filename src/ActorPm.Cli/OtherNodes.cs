using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>Finds the nodes of the cluster that have what this one has not: a command finds an app by its name wherever it is.</summary>
internal static class OtherNodes
{
    /// <summary>The nodes with an app of that name, by name; empty when there are none, and without a cluster.</summary>
    public static async Task<IReadOnlyList<string>> WithAsync(Invocation call, string app)
    {
        try
        {
            using var client = call.TryConnect();
            var list = client is null ? null : await client.GetAsync(ControlContract.Instances + ControlContract.OfAllNodes, ControlJson.Default.InstanceList);
            return [.. (list?.Instances ?? []).Where(view => view.Name == app).Select(view => view.Node).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        }
        catch (CommandFailure)
        {
            // What was asked first has failed already, and says why.
            return [];
        }
    }
}
