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

    [Fact]
    public void A_label_is_asked_for_as_a_role_is()
    {
        PlacementNode[] nodes = [new("a", ["zone=eu"]), new("b", ["web", "zone=us"]), new("c", ["zone"])];

        Assert.Equal(["b"], PlacementPlan.SharesOf(Single(1) with { Kind = PlacementKind.Every, Roles = ["zone=us"] }, nodes).Keys);
        Assert.Equal(["us", "eu", "", ""], new[] { "b", "a", "c", "d" }.Select(name => NodeRole.ValueOf(nodes.FirstOrDefault(node => node.Name == name)?.Roles ?? [], "zone")));
    }

    [Fact]
    public void Instances_are_laid_out_over_zones_first_and_then_over_the_nodes_of_each()
    {
        PlacementNode[] nodes = [new("a1", ["zone=a"]), new("a2", ["zone=a"]), new("a3", ["zone=a"]), new("b1", ["zone=b"]), new("c1", [])];
        for (var count = 1; count < 40; count++)
        {
            var shares = PlacementPlan.SharesOf(Single(count) with { Kind = PlacementKind.Spread, Count = count, Over = "zone" }, nodes);
            int[] zones = [shares.Where(share => share.Key[0] == 'a').Sum(share => share.Value), shares.GetValueOrDefault("b1"), shares.GetValueOrDefault("c1")];
            int[] inA = [shares.GetValueOrDefault("a1"), shares.GetValueOrDefault("a2"), shares.GetValueOrDefault("a3")];

            Assert.Equal(count, shares.Values.Sum());
            Assert.InRange(zones.Max() - zones.Min(), 0, 1);
            Assert.InRange(inA.Max() - inA.Min(), 0, 1);
        }
    }

    [Fact]
    public void No_node_gets_more_than_it_may_and_what_is_left_over_is_said()
    {
        var random = new Random(4);
        for (var round = 0; round < 300; round++)
        {
            List<PlacementNode> nodes = [.. Nodes(random.Next(1, 9)).Select(node => node with { Roles = [$"zone={random.Next(3)}"] })];
            var wish = Wish(random, nodes.Count) with { Kind = PlacementKind.Spread, PerNode = random.Next(1, 4), Over = random.Next(2) == 0 ? "zone" : null };
            var shares = PlacementPlan.SharesOf(wish, nodes);

            Assert.All(shares.Values, share => Assert.InRange(share, 1, wish.PerNode));
            Assert.Equal(Math.Min(wish.Count, wish.PerNode * nodes.Count), shares.Values.Sum());
            Assert.Equal(wish.Count > wish.PerNode * nodes.Count, PlacementLack.Of(wish, nodes, shares) is not null);
        }

        var five = Single(1) with { Kind = PlacementKind.Spread, Count = 5, PerNode = 1 };
        Assert.Equal("3 of 5 instances have no node: at most 1 may be on each of the 2 that take it (--per-node)", PlacementLack.Of(five, Nodes(2), PlacementPlan.SharesOf(five, Nodes(2))));
    }

    [Fact]
    public void Apps_that_are_to_be_apart_share_no_node_and_the_one_that_says_so_gives_way()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var nodes = Nodes(random.Next(1, 7));
            List<ClusterWish> wishes = [.. Enumerable.Range(0, 6).Select(app => Wish(random, 2) with
            {
                Key = Single(app).Key,
                ApartFrom = [.. Enumerable.Range(0, 6).Where(_ => random.Next(5) == 0).Select(other => $"app{other}")],
            })];
            var all = PlacementPlan.SharesOfAll(wishes, _ => nodes, _ => null);

            Assert.Equal(all, PlacementPlan.SharesOfAll(wishes.OrderBy(_ => random.Next()).ToList(), _ => nodes.OrderBy(_ => random.Next()), _ => null), SharesComparer);
            Assert.All(wishes, wish => Assert.All(wish.ApartFrom.Where(other => other != wish.App), other => Assert.Empty(all[wish.App!].Keys.Intersect(all[other].Keys))));
        }

        // Alone on its node of two, whoever came first by name.
        var db = Single(9);
        var web = Single(1) with { Kind = PlacementKind.Every, ApartFrom = ["app9"] };
        var shares = PlacementPlan.SharesOfAll([web, db], _ => Nodes(2), _ => null);
        Assert.Equal(PlacementPlan.SharesOf(db, Nodes(2)), shares["app9"]);
        Assert.Equal(Nodes(2).Select(node => node.Name).Except(shares["app9"].Keys), shares["app1"].Keys);
        Assert.Equal("each node that could take it has an app from which it is to be apart (--apart-from)", PlacementLack.Of(web, Nodes(1), PlacementPlan.SharesOfAll([web, db], _ => Nodes(1), _ => null)["app1"]));
    }

    [Fact]
    public void What_names_nothing_that_there_is_is_placed_as_ever()
    {
        var wish = Single(3) with { ApartFrom = ["app3", "nobody"] };

        Assert.Equal(PlacementPlan.SharesOf(wish, Nodes(4)), PlacementPlan.SharesOfAll([wish], _ => Nodes(4), _ => null)["app3"]);
    }

    private static bool SharesComparer(
        System.Collections.Immutable.ImmutableSortedDictionary<string, System.Collections.Immutable.ImmutableSortedDictionary<string, int>> one,
        System.Collections.Immutable.ImmutableSortedDictionary<string, System.Collections.Immutable.ImmutableSortedDictionary<string, int>> other) =>
        one.Keys.SequenceEqual(other.Keys) && one.All(app => app.Value.SequenceEqual(other[app.Key]));

    private static List<PlacementNode> Nodes(int count) => [.. Enumerable.Range(0, count).Select(number => new PlacementNode(string.Create(CultureInfo.InvariantCulture, $"node{number}"), []))];

    private static ClusterWish Single(int app) =>
        new(ClusterWish.KeyOf(AppName.Parse(string.Create(CultureInfo.InvariantCulture, $"app{app}"))), 1, "a", WishState.Running) { Kind = PlacementKind.Single, Count = 1 };

    private static ClusterWish Wish(Random random, int nodes) => Single(random.Next(1000)) with
    {
        Kind = (PlacementKind)random.Next((int)PlacementKind.Single, (int)PlacementKind.Every + 1),
        Count = random.Next(1, 3 * nodes),
    };
}
