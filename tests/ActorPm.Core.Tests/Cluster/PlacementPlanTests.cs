using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class PlacementPlanTests
{
    [Fact]
    public void Every_node_comes_to_the_same_whatever_the_order_in_which_it_knows_the_members()
    {
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var nodes = Nodes(random.Next(1, 9));
            var wish = Wish(random, nodes.Count);

            Assert.Equal(PlacementPlan.SharesOf(wish, nodes), PlacementPlan.SharesOf(wish, nodes.OrderBy(_ => random.Next()).ToList()));
        }
    }

    [Fact]
    public void Shares_are_what_the_placement_says()
    {
        var random = new Random(2);
        for (var round = 0; round < 300; round++)
        {
            var nodes = Nodes(random.Next(1, 9));
            var wish = Wish(random, nodes.Count);
            var shares = PlacementPlan.SharesOf(wish, nodes);

            switch (wish.Kind)
            {
                case PlacementKind.Single:
                    Assert.Equal(1, Assert.Single(shares).Value);
                    break;
                case PlacementKind.Every:
                    Assert.Equal(nodes.Count, shares.Count);
                    Assert.All(shares.Values, share => Assert.Equal(wish.Count, share));
                    break;
                default:
                    Assert.Equal(wish.Count, shares.Values.Sum());
                    Assert.InRange(nodes.Max(node => shares.GetValueOrDefault(node.Name)) - nodes.Min(node => shares.GetValueOrDefault(node.Name)), 0, 1);
                    break;
            }
        }
    }

    [Fact]
    public void A_single_app_moves_only_off_a_node_that_goes_and_only_to_a_node_that_comes()
    {
        var nodes = Nodes(6);
        for (var app = 0; app < 300; app++)
        {
            var wish = Single(app);
            var home = PlacementPlan.SharesOf(wish, nodes).Keys.Single();
            foreach (var gone in nodes)
            {
                var after = PlacementPlan.SharesOf(wish, nodes.Where(node => node != gone)).Keys.Single();
                Assert.True(gone.Name == home || after == home);
            }

            var grown = PlacementPlan.SharesOf(wish, nodes.Append(new PlacementNode("new", []))).Keys.Single();
            Assert.True(grown == home || grown == "new");
        }
    }

    [Fact]
    public void No_other_node_gets_less_when_one_goes()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var nodes = Nodes(random.Next(2, 9));
            var wish = Wish(random, nodes.Count);
            var before = PlacementPlan.SharesOf(wish, nodes);
            var gone = nodes[random.Next(nodes.Count)];
            var after = PlacementPlan.SharesOf(wish, nodes.Where(node => node != gone));

            Assert.All(after.Keys, node => Assert.True(after[node] >= before.GetValueOrDefault(node)));
        }
    }

    [Fact]
    public void A_single_app_stays_where_it_runs_as_long_as_that_node_takes_apps()
    {
        var nodes = Nodes(4);
        for (var app = 0; app < 50; app++)
        {
            Assert.All(nodes, node => Assert.Equal(node.Name, PlacementPlan.SharesOf(Single(app), nodes, node.Name).Keys.Single()));
            Assert.Equal(PlacementPlan.SharesOf(Single(app), nodes), PlacementPlan.SharesOf(Single(app), nodes, "gone"));
        }
    }

    [Fact]
    public void Single_apps_are_spread_over_the_nodes()
    {
        var homes = Enumerable.Range(0, 3000).CountBy(app => PlacementPlan.SharesOf(Single(app), Nodes(5)).Keys.Single()).ToDictionary();

        Assert.Equal(5, homes.Count);
        Assert.All(homes.Values, count => Assert.InRange(count, 480, 720));
    }

    [Fact]
    public void Only_nodes_with_all_the_roles_count()
    {
        PlacementNode[] nodes = [new("a", ["web"]), new("b", ["web", "ssd"]), new("c", [])];
        var wish = Single(1) with { Kind = PlacementKind.Every, Count = 2, Roles = ["ssd", "web"] };

        Assert.Equal("b", Assert.Single(PlacementPlan.SharesOf(wish, nodes)).Key);
        Assert.Empty(PlacementPlan.SharesOf(wish with { Roles = ["gpu"] }, nodes));
    }

    private static List<PlacementNode> Nodes(int count) => [.. Enumerable.Range(0, count).Select(number => new PlacementNode(string.Create(CultureInfo.InvariantCulture, $"node{number}"), []))];

    private static ClusterWish Single(int app) =>
        new(ClusterWish.KeyOf(AppName.Parse(string.Create(CultureInfo.InvariantCulture, $"app{app}"))), 1, "a", WishState.Running) { Kind = PlacementKind.Single, Count = 1 };

    private static ClusterWish Wish(Random random, int nodes) => Single(random.Next(1000)) with
    {
        Kind = (PlacementKind)random.Next((int)PlacementKind.Single, (int)PlacementKind.Every + 1),
        Count = random.Next(1, 3 * nodes),
    };
}
