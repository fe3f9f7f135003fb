using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Apps;

namespace ActorPm.Processes.Users;

/// <summary>
/// Reads /etc/passwd and /etc/group anew at each question: they are small, and change under a daemon that lives long. Users that only a directory
/// service knows are not found; their numbers can be given.
/// </summary>
/// <param name="passwdPath">The users.</param>
/// <param name="groupPath">The groups.</param>
public sealed class UserDatabase(string passwdPath = "/etc/passwd", string groupPath = "/etc/group") : IUserDatabase
{
    /// <inheritdoc/>
    public UserEntry? FindUser(string nameOrNumber)
    {
        var users = Lines(passwdPath).Select(ParseUser).OfType<UserEntry>().ToList();
        return users.Find(user => user.Name == nameOrNumber)
            ?? (TryNumber(nameOrNumber, out var number) ? users.Find(user => user.UserId == number) : null);
    }

    /// <inheritdoc/>
    public GroupEntry? FindGroup(string nameOrNumber)
    {
        var groups = Lines(groupPath).Select(ParseGroup).OfType<GroupEntry>().ToList();
        return groups.Find(group => group.Name == nameOrNumber)
            ?? (TryNumber(nameOrNumber, out var number) ? groups.Find(group => group.GroupId == number) : null);
    }

    /// <inheritdoc/>
    public ImmutableArray<uint> GroupsOf(string userName) =>
    [
        .. Lines(groupPath)
            .Where(fields => fields.Length >= 4 && fields[3].Split(',').Contains(userName))
            .Select(ParseGroup).OfType<GroupEntry>().Select(group => group.GroupId).Distinct().Order(),
    ];

    // name:password:uid:gid:comment:home:shell
    private static UserEntry? ParseUser(string[] fields) =>
        fields.Length >= 6 && TryNumber(fields[2], out var uid) && TryNumber(fields[3], out var gid) ? new UserEntry(fields[0], uid, gid, fields[5]) : null;

    // name:password:gid:members
    private static GroupEntry? ParseGroup(string[] fields) =>
        fields.Length >= 3 && TryNumber(fields[2], out var gid) ? new GroupEntry(fields[0], gid) : null;

    private static IEnumerable<string[]> Lines(string path)
    {
        try
        {
            return [.. File.ReadAllLines(path).Select(line => line.Split(':'))];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Small containers have none; numbers work all the same.
            return [];
        }
    }

    private static bool TryNumber(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
