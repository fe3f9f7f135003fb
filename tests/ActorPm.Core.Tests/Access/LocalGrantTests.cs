using System.Collections.Immutable;
using ActorPm.Core.Access;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Tests.Access;

public sealed class LocalGrantTests
{
    [Theory]
    [InlineData(1001, "", "alice = view", "", "view")]
    [InlineData(1001, "", "1001 = view", "", "view")]
    [InlineData(7777, "", "7777 = operate", "", "operate")]
    [InlineData(1002, "", "alice = view", "", null)]
    [InlineData(1002, "50,60", "", "ops = operate, staff = view", "operate")]
    [InlineData(1002, "60", "", "ops = operate, staff = view", "view")]
    [InlineData(1001, "50", "alice = view", "ops = admin", "view")]
    [InlineData(1002, "70", "", "ops = operate", null)]
    [InlineData(1002, "50", "", "no-such-group = admin", null)]
    public void The_users_own_grant_holds_then_that_of_the_first_group(uint user, string groups, string forUsers, string forGroups, string? expected)
    {
        Assert.True(NamedGrants.TryParse(forUsers, out var users, out _) & NamedGrants.TryParse(forGroups, out var named, out _));

        var grant = LocalGrant.Of(user, [.. groups.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse)], users!, named!, new Machine());

        Assert.Equal(expected, grant?.ToString());
    }

    [Fact]
    public void Root_and_the_daemons_user_are_its_own()
    {
        Assert.True(LocalGrant.IsOwn(0, 1000));
        Assert.True(LocalGrant.IsOwn(1000, 1000));
        Assert.False(LocalGrant.IsOwn(1001, 1000));
    }

    private sealed class Machine : IUserDatabase
    {
        public UserEntry? FindUser(string nameOrNumber) => nameOrNumber is "alice" or "1001" ? new UserEntry("alice", 1001, 1001, "/home/alice") : null;

        public GroupEntry? FindGroup(string nameOrNumber) => nameOrNumber switch
        {
            "ops" => new GroupEntry("ops", 50),
            "staff" => new GroupEntry("staff", 60),
            _ => null,
        };

        public ImmutableArray<uint> GroupsOf(string userName) => [];
    }
}
