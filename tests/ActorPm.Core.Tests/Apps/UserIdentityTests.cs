using System.Collections.Immutable;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Tests.Apps;

public sealed class UserIdentityTests
{
    private static readonly UserIdentity Daemon = new(0, 0, [4], null);

    [Theory]
    [InlineData("web", null, 1001, 1002, "/srv/web", "29,999")]
    [InlineData("1001", null, 1001, 1002, "/srv/web", "29,999")]
    [InlineData("web", "docker", 1001, 999, "/srv/web", "29,999")]
    [InlineData("web", "77", 1001, 77, "/srv/web", "29,999")]
    [InlineData("5000", null, 5000, 5000, null, "")]
    [InlineData("5000", "docker", 5000, 999, null, "")]
    [InlineData(null, "docker", 0, 999, null, "4")]
    [InlineData(null, null, 0, 0, null, "4")]
    public void Names_and_numbers_become_a_user_with_its_groups(string? user, string? group, int uid, int gid, string? home, string groups)
    {
        var found = Assert.IsType<UserSearch.Found>(UserIdentity.Find(new RunAs(user, group), Daemon, new Machine()));

        Assert.Equal(new UserIdentity((uint)uid, (uint)gid, [.. groups.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse)], home), found.User);
    }

    [Theory]
    [InlineData("nobody-here", null, "There is no user nobody-here")]
    [InlineData("web", "no-group", "There is no group no-group")]
    [InlineData(null, "no-group", "There is no group no-group")]
    [InlineData("-1", null, "There is no user -1")]
    [InlineData("4294967295", null, "There is no user 4294967295")]
    [InlineData("web", "4294967295", "There is no group 4294967295")]
    [InlineData("", null, "There is no user ")]
    public void Who_is_unknown_is_named(string? user, string? group, string sentence) =>
        Assert.StartsWith(sentence, Assert.IsType<UserSearch.Unknown>(UserIdentity.Find(new RunAs(user, group), Daemon, new Machine())).Problem);

    private sealed class Machine : IUserDatabase
    {
        public UserEntry? FindUser(string nameOrNumber) => nameOrNumber is "web" or "1001" ? new UserEntry("web", 1001, 1002, "/srv/web") : null;

        public GroupEntry? FindGroup(string nameOrNumber) => nameOrNumber is "docker" or "999" ? new GroupEntry("docker", 999) : null;

        public ImmutableArray<uint> GroupsOf(string userName) => userName == "web" ? [29, 999] : [];
    }
}
