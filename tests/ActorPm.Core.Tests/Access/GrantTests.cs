using ActorPm.Core.Access;

namespace ActorPm.Core.Tests.Access;

public sealed class GrantTests
{
    [Theory]
    [InlineData("view", Role.View, "", "view")]
    [InlineData("operate:web", Role.Operate, "web", "operate:web")]
    [InlineData(" view : web + shop +web", Role.View, "web,shop", "view:web+shop")]
    [InlineData("admin", Role.Admin, "", "admin")]
    public void It_is_a_role_with_the_namespaces_for_which_it_holds(string text, Role role, string namespaces, string written)
    {
        Assert.True(Grant.TryParse(text, out var grant, out _));

        Assert.Equal(new Grant(role, [.. namespaces.Split(',', StringSplitOptions.RemoveEmptyEntries)]), grant);
        Assert.Equal(written, grant.ToString());
    }

    [Theory]
    [InlineData("", "'' is no role; give view, operate or admin.")]
    [InlineData("root", "'root' is no role; give view, operate or admin.")]
    [InlineData("View", "'View' is no role; give view, operate or admin.")]
    [InlineData("view:", "A namespace is missing")]
    [InlineData("view:a++b", "A namespace is missing")]
    [InlineData("admin:web", "admin cannot be kept to the namespace web")]
    public void What_is_wrong_with_one_is_said_in_a_sentence(string text, string expected)
    {
        Assert.False(Grant.TryParse(text, out _, out var problem));

        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_namespaces_it_is_for_all_apps_and_with_some_for_theirs()
    {
        Assert.True(new Grant(Role.View, []).Covers("web"));
        Assert.True(new Grant(Role.View, ["web"]).Covers("web"));
        Assert.False(new Grant(Role.View, ["web"]).Covers("Web"));
    }

    [Theory]
    [InlineData("alice = view, bob=operate:web+shop,", null)]
    [InlineData("", null)]
    [InlineData("alice", "'alice' is no name with a role; write it as in alice = view.")]
    [InlineData("= view", "'= view' is no name with a role; write it as in alice = view.")]
    [InlineData("a = view, a = admin", "a is named twice; give one role.")]
    [InlineData("a = boss", "'boss' is no role; give view, operate or admin.")]
    public void Names_with_grants_are_read_from_a_line(string text, string? expected)
    {
        Assert.Equal(expected is null, NamedGrants.TryParse(text, out var grants, out var problem));

        Assert.Equal(expected, problem);
        if (text.StartsWith("alice = view", StringComparison.Ordinal))
        {
            Assert.Equal(["alice view", "bob operate:web+shop"], grants!.All.Select(one => $"{one.Name} {one.Grant}"));
        }
    }
}
