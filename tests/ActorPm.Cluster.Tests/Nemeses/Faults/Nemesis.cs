using ActorPm.Cluster.Tests.Networks;
using ActorPm.Cluster.Tests.Nemeses.Histories;
using ActorPm.Cluster.Tests.Nodes;

namespace ActorPm.Cluster.Tests.Nemeses.Faults;

/// <summary>What is done to the cluster, and taken back.</summary>
/// <param name="Lasts">How long it is in force.</param>
/// <param name="Strike">Does it. Given the node that it meets.</param>
/// <param name="TakeBack">Takes it back.</param>
internal sealed record Nemesis(TimeSpan Lasts, Func<Node, Task> Strike, Func<Node, Task> TakeBack)
{
    private const double FifthPart = 0.2;

    // Longer than the others need to give a node up and to start its apps.
    private static readonly TimeSpan UntilGivenUp = TimeSpan.FromSeconds(18), Halfway = TimeSpan.FromSeconds(15), Stopped = TimeSpan.FromSeconds(30), Late = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a kind meets all nodes alike.</summary>
    public static bool MeetsAll(NemesisKind kind) => kind is NemesisKind.Loss or NemesisKind.Delay or NemesisKind.KillAll;

    /// <summary>The nodes that a kind kills, when it meets one.</summary>
    public static IEnumerable<Node> Kills(NemesisKind kind, Node victim, IReadOnlyList<Node> nodes) => kind is NemesisKind.KillAll ? nodes : kind is NemesisKind.KillNode ? [victim] : [];

    /// <summary>The one of a kind.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="hub">What their machines hang on.</param>
    /// <param name="random">For what is left to chance.</param>
    public static Nemesis Of(NemesisKind kind, IReadOnlyList<Node> nodes, Hub hub, Random random)
    {
        return kind switch
        {
            NemesisKind.KillNode => new Nemesis(UntilGivenUp, node => node.KillAllAsync(), node => node.ResurrectAsync()),
            NemesisKind.StopNode => new Nemesis(Stopped, node => node.SignalAllAsync("STOP"), node => node.SignalAllAsync("CONT")),
            NemesisKind.Partition => Cut(node =>
            {
                hub.Mute(node.Machine);
                hub.Deafen(node.Machine);
            }),
            NemesisKind.Mute => Cut(node => hub.Mute(node.Machine)),
            NemesisKind.Deafen => Cut(node => hub.Deafen(node.Machine)),
            NemesisKind.SkewClock => Skew(TimeSpan.FromSeconds(random.Next(60, 300) * (random.Next(2) == 0 ? 1 : -1))),
            NemesisKind.Loss => Link(new LinkQuality(FifthPart, TimeSpan.Zero)),
            NemesisKind.Delay => Link(new LinkQuality(0, Late)),
            NemesisKind.KillAll => new Nemesis(TimeSpan.Zero, _ => Task.WhenAll(nodes.Select(node => node.KillAllAsync())), _ => Task.WhenAll(nodes.Select(node => node.ResurrectAsync()))),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a nemesis."),
        };

        Nemesis Cut(Action<Node> cut) => new(UntilGivenUp, node => Done(() => cut(node)), _ => Done(hub.Mend));

        Nemesis Link(LinkQuality quality) => new(Halfway, _ => Done(() => hub.Quality = quality), _ => Done(() => hub.Quality = LinkQuality.Good));

        static Nemesis Skew(TimeSpan by) => new(Halfway, node => Done(() => new SkewedClock(node.Apm).Move(by)), node => Done(() => new SkewedClock(node.Apm).Move(TimeSpan.Zero)));
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
