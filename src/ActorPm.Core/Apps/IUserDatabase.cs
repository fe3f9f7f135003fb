using System.Collections.Immutable;

namespace ActorPm.Core.Apps;

/// <summary>The machine's users and groups. Implemented at the OS edge; faked in tests.</summary>
public interface IUserDatabase
{
    /// <summary>The user with a name or, if no user is named so, with a number; null when there is none.</summary>
    UserEntry? FindUser(string nameOrNumber);

    /// <summary>The group with a name or, if no group is named so, with a number; null when there is none.</summary>
    GroupEntry? FindGroup(string nameOrNumber);

    /// <summary>The groups that list a user as a member, in ascending order; empty when none does. The primary group is among them only if it lists the user too.</summary>
    ImmutableArray<uint> GroupsOf(string userName);
}

/// <summary>A user of the machine.</summary>
/// <param name="Name">The name.</param>
/// <param name="UserId">The number.</param>
/// <param name="GroupId">The primary group.</param>
/// <param name="HomeDirectory">The home, absolute.</param>
public sealed record UserEntry(string Name, uint UserId, uint GroupId, string HomeDirectory);

/// <summary>A group of the machine.</summary>
/// <param name="Name">The name.</param>
/// <param name="GroupId">The number.</param>
public sealed record GroupEntry(string Name, uint GroupId);
