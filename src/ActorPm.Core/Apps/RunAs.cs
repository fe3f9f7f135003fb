using System.Collections.Immutable;
using System.Globalization;

namespace ActorPm.Core.Apps;

/// <summary>As whom a program runs; all names are looked up already.</summary>
/// <param name="UserId">The user.</param>
/// <param name="GroupId">The primary group.</param>
/// <param name="Groups">The supplementary groups; empty gives none but the primary one.</param>
/// <param name="HomeDirectory">What HOME is set to; null leaves it as it is.</param>
public sealed record RunAs(uint UserId, uint GroupId, ImmutableArray<uint> Groups, string? HomeDirectory)
{
    /// <summary>Looks up what a user asked for with <c>uid</c> and <c>gid</c>.</summary>
    /// <param name="user">A user's name or number; null keeps the daemon's own user.</param>
    /// <param name="group">A group's name or number; null means the user's own group.</param>
    /// <param name="daemon">As whom the daemon runs.</param>
    /// <param name="users">The machine's users and groups.</param>
    public static RunAsAnswer Find(string? user, string? group, RunAs daemon, IUserDatabase users)
    {
        var groupId = group is null ? null : users.FindGroup(group)?.GroupId ?? Number(group);
        if (group is not null && groupId is null)
        {
            return new RunAsAnswer.Unknown($"There is no group {group} on this machine; give the name or number of one that is in /etc/group.");
        }

        if (user is null)
        {
            return new RunAsAnswer.Found(daemon with { GroupId = groupId ?? daemon.GroupId });
        }

        if (users.FindUser(user) is { } known)
        {
            return new RunAsAnswer.Found(new RunAs(known.UserId, groupId ?? known.GroupId, users.GroupsOf(known.Name), known.HomeDirectory));
        }

        if (Number(user) is not { } userId)
        {
            return new RunAsAnswer.Unknown($"There is no user {user} on this machine; give the name of one that is in /etc/passwd, or a number.");
        }

        // As in containers: a number without a name. It has no group of its own, so the safest is one of the same number.
        return new RunAsAnswer.Found(new RunAs(userId, groupId ?? userId, [], null));
    }

    /// <inheritdoc/>
    public bool Equals(RunAs? other) =>
        other is not null && UserId == other.UserId && GroupId == other.GroupId && HomeDirectory == other.HomeDirectory && Groups.AsSpan().SequenceEqual(other.Groups.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(UserId, GroupId, HomeDirectory, Groups.Length);

    // All bits set means "unchanged" to the kernel.
    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != uint.MaxValue ? number : null;
}

/// <summary>What became of a search for a user.</summary>
public abstract record RunAsAnswer
{
    private RunAsAnswer()
    {
    }

    /// <summary>The user is known.</summary>
    /// <param name="RunAs">Whom to run as.</param>
    public sealed record Found(RunAs RunAs) : RunAsAnswer;

    /// <summary>The user or the group is not.</summary>
    /// <param name="Problem">Cause and cure in one sentence.</param>
    public sealed record Unknown(string Problem) : RunAsAnswer;
}
