using System.Collections.Immutable;
using System.Globalization;

namespace ActorPm.Core.Apps;

/// <summary>As whom a program runs; all names are looked up already.</summary>
/// <param name="UserId">The user.</param>
/// <param name="GroupId">The primary group.</param>
/// <param name="Groups">The supplementary groups; empty gives none but the primary one.</param>
/// <param name="HomeDirectory">What HOME is set to; null leaves it as it is.</param>
public sealed record UserIdentity(uint UserId, uint GroupId, ImmutableArray<uint> Groups, string? HomeDirectory)
{
    /// <summary>Looks up what a user asked for with <c>uid</c> and <c>gid</c>, at each launch anew.</summary>
    /// <param name="wish">Names or numbers; without a user it is the daemon's own, without a group the user's.</param>
    /// <param name="daemon">As whom the daemon runs.</param>
    /// <param name="users">The machine's users and groups.</param>
    public static UserSearch Find(RunAs wish, UserIdentity daemon, IUserDatabase users)
    {
        var (user, group) = wish;
        var groupId = group is null ? null : users.FindGroup(group)?.GroupId ?? Number(group);
        if (group is not null && groupId is null)
        {
            return new UserSearch.Unknown($"There is no group {group} on this machine; give the name or number of one that is in /etc/group.");
        }

        if (user is null)
        {
            return new UserSearch.Found(daemon with { GroupId = groupId ?? daemon.GroupId });
        }

        if (users.FindUser(user) is { } known)
        {
            return new UserSearch.Found(new UserIdentity(known.UserId, groupId ?? known.GroupId, users.GroupsOf(known.Name), known.HomeDirectory));
        }

        if (Number(user) is not { } userId)
        {
            return new UserSearch.Unknown($"There is no user {user} on this machine; give the name of one that is in /etc/passwd, or a number.");
        }

        // As in containers: a number without a name. It has no group of its own, so the safest is one of the same number.
        return new UserSearch.Found(new UserIdentity(userId, groupId ?? userId, [], null));
    }

    /// <inheritdoc/>
    public bool Equals(UserIdentity? other) =>
        other is not null && UserId == other.UserId && GroupId == other.GroupId && HomeDirectory == other.HomeDirectory && Groups.AsSpan().SequenceEqual(other.Groups.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(UserId, GroupId, HomeDirectory, Groups.Length);

    // All bits set means "unchanged" to the kernel.
    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != uint.MaxValue ? number : null;
}

/// <summary>What became of a search for a user.</summary>
public abstract record UserSearch
{
    private UserSearch()
    {
    }

    /// <summary>The user is known.</summary>
    /// <param name="User">Whom to run as.</param>
    public sealed record Found(UserIdentity User) : UserSearch;

    /// <summary>The user or the group is not.</summary>
    /// <param name="Problem">Cause and cure in one sentence.</param>
    public sealed record Unknown(string Problem) : UserSearch;
}
