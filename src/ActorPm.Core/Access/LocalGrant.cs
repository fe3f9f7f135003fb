using System.Globalization;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Access;

/// <summary>What a user of the machine may do, by what the kernel says of the other end of a Unix socket.</summary>
public static class LocalGrant
{
    private const uint Root = 0;

    /// <summary>Whether it is root or the daemon's own user, who may do all: both could read the home and end the daemon anyway.</summary>
    public static bool IsOwn(uint user, uint daemonUser) => user == daemonUser || user == Root;

    /// <summary>The grant of a user: the user's own, else that of the first group in the settings to which the user belongs.</summary>
    /// <param name="user">The user's number.</param>
    /// <param name="groups">Numbers of the groups of the calling process.</param>
    /// <param name="forUsers">Grants of users.</param>
    /// <param name="forGroups">Grants of groups.</param>
    /// <param name="database">Knows the numbers of names.</param>
    /// <returns>Null for somebody who was given nothing.</returns>
    public static Grant? Of(uint user, IReadOnlyCollection<uint> groups, NamedGrants forUsers, NamedGrants forGroups, IUserDatabase database)
    {
        foreach (var (name, grant) in forUsers.All)
        {
            if ((database.FindUser(name)?.UserId ?? Number(name)) == user)
            {
                return grant;
            }
        }

        foreach (var (name, grant) in forGroups.All)
        {
            if ((database.FindGroup(name)?.GroupId ?? Number(name)) is { } group && groups.Contains(group))
            {
                return grant;
            }
        }

        return null;
    }

    // A directory service may know users that the files do not: their numbers can be given.
    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
