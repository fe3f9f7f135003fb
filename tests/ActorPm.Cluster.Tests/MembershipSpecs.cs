using ActorPm.Cluster.Tests.Nodes;
using ActorPm.EndToEnd.Tests;
using Xunit.Abstractions;

namespace ActorPm.Cluster.Tests;

/// <summary>
/// What happens to members and what they do about it, each of them on a network stack of its own. Whatever happens: in the end all three agree that they are three, and
/// no app has noticed.
/// </summary>
public sealed class MembershipSpecs(ThreeNodes three, ITestOutputHelper output) : IClassFixture<ThreeNodes>
{
    private const int Refused = 11;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private Node A => three.Cluster.Nodes[0];

    private Node B => three.Cluster.Nodes[1];

    private Node C => three.Cluster.Nodes[2];

    [SkippableFact(Timeout = 600_000)]
    public async Task Three_machines_form_a_cluster_by_init_and_join()
    {
        three.Require();

        await three.Cluster.AgreeAsync();

        output.WriteLine($"formed in {three.Cluster.Formation.TotalSeconds:0.0} s; {string.Join(", ", three.Cluster.Nodes.Select(node => $"{node.Name} {node.MemoryMegabytes:0} MB"))}");
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task Each_daemon_comes_back_from_an_update_a_crash_and_a_lost_guard()
    {
        three.Require();

        await A.Apm.RunAsync("update");
        await three.Cluster.AgreeAsync();
        B.Apm.KillDaemonOnly();
        await three.Cluster.AgreeAsync();
        await C.Apm.KillDaemonAsync();
        await C.ResurrectAsync();
        await three.Cluster.AgreeAsync();
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task All_daemons_killed_at_once_become_one_cluster_again()
    {
        three.Require();

        await Task.WhenAll(three.Cluster.Nodes.Select(node => node.Apm.KillDaemonAsync()));
        await Task.WhenAll(three.Cluster.Nodes.Select(node => node.ResurrectAsync()));

        await three.Cluster.AgreeAsync();
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task A_node_that_is_cut_off_is_given_up_by_the_majority_and_finds_back()
    {
        three.Require();
        await three.Cluster.AgreeAsync();

        await three.Bridge.PullAsync(C.Machine);
        var command = A.Apm.TryAsync("describe", C.AppName, "--node", "c");
        await GivenUpAsync();
        var apart = await C.AppsAsync();

        // It went out by a connection that was there, and nobody says that it has no other end any more.
        var (exitCode, _, error) = await command;
        await three.Bridge.PlugAsync(C.Machine);

        Assert.Equal([$"c {C.AppName} {C.AppPid} online"], apart);
        await three.Cluster.AgreeAsync();
        Assert.True(exitCode == Refused && error.Contains("c cannot be reached", StringComparison.Ordinal), $"{exitCode} {error}");
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task A_node_that_was_away_while_another_one_left_learns_of_it_from_the_members()
    {
        three.Require();
        await three.Cluster.AgreeAsync();

        await three.Bridge.PullAsync(C.Machine);
        await GivenUpAsync();
        await B.Apm.RunAsync("cluster", "leave");
        await three.Bridge.PlugAsync(C.Machine);

        foreach (var node in (Node[])[A, C])
        {
            await Until.TrueAsync($"{node.Name} knows a and c", async () => (await node.LookAsync()).Nodes is [{ Name: "a", IsUp: true }, { Name: "c", IsUp: true }]);
        }

        await B.JoinAsync(C, await C.InviteAsync());
        await three.Cluster.AgreeAsync();
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task A_node_that_hears_all_and_is_heard_by_nobody_is_given_up_and_finds_back()
    {
        three.Require();
        await three.Cluster.AgreeAsync();

        await three.Bridge.MuteAsync(C.Machine);
        await GivenUpAsync();
        await three.Bridge.UnmuteAsync(C.Machine);

        await three.Cluster.AgreeAsync();
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task Two_nodes_of_which_one_does_not_hear_the_other_become_members_again()
    {
        three.Require();
        await three.Cluster.AgreeAsync();

        await three.Bridge.MuteAsync(B.Machine, C.Machine);
        await Until.TrueAsync("a has seen it", async () => (await A.LookAsync()).Nodes.Any(node => !node.IsUp));
        await Task.Delay(Pause / 2);
        await three.Bridge.UnmuteAsync(B.Machine);

        await three.Cluster.AgreeAsync();
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task A_machine_that_stood_still_for_half_a_minute_is_a_member_again()
    {
        three.Require();
        await three.Cluster.AgreeAsync();

        await C.SignalAllAsync("STOP");
        await Task.WhenAll(Task.Delay(Pause), GivenUpByAsync(A), GivenUpByAsync(B));
        await C.SignalAllAsync("CONT");

        await three.Cluster.AgreeAsync();
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task A_node_leaves_and_joins_again_under_its_name()
    {
        three.Require();
        await three.Cluster.AgreeAsync();

        await B.Apm.RunAsync("cluster", "leave");
        foreach (var node in (Node[])[A, C])
        {
            await Until.TrueAsync($"{node.Name} forgets b", async () => (await node.LookAsync()).Nodes.All(other => other.Name != "b"));
        }

        await B.JoinAsync(C, await C.InviteAsync());

        await three.Cluster.AgreeAsync();
    }

    private async Task GivenUpAsync()
    {
        await GivenUpByAsync(A);
        await GivenUpByAsync(B);
        await Until.TrueAsync("c knows", async () => !(await C.LookAsync()).IsMember);
    }

    private static async Task GivenUpByAsync(Node node) =>
        await Until.TrueAsync($"{node.Name} gives c up", async () => (await node.LookAsync()).Nodes.Single(other => other.Name == "c").Status == "away");
}
