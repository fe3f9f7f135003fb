using System.Globalization;
using ActorPm.Core.Apps;

namespace ActorPm.Cli.Trampoline;

/// <summary>What the daemon asks of the trampoline.</summary>
/// <param name="User">The user to become; null to stay.</param>
/// <param name="Limits">The limits to set; none of a whole tree.</param>
/// <param name="Group">The directory of the control group to join; null for none.</param>
/// <param name="SetsListenPid">Whether LISTEN_PID becomes the own pid.</param>
/// <param name="Program">The program to become, absolute.</param>
/// <param name="Arguments">What follows the program's name.</param>
internal sealed record TrampolineCall(TrampolineUser? User, ResourceLimits Limits, string? Group, bool SetsListenPid, string Program, string[] Arguments)
{
    /// <summary>Reads the arguments after the verb; null when they are not the daemon's.</summary>
    public static TrampolineCall? Parse(ReadOnlySpan<string> args)
    {
        uint? user = null, group = null;
        uint[] groups = [];
        var limits = ResourceLimits.None;
        string? joined = null;
        var setsListenPid = false;
        var at = 0;
        for (; at + 1 < args.Length && args[at] != "--"; at += 2)
        {
            switch (args[at])
            {
                case "--uid":
                    user = Number(args[at + 1]);
                    break;
                case "--gid":
                    group = Number(args[at + 1]);
                    break;
                case "--groups":
                    var numbers = args[at + 1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray();
                    if (numbers.Contains(null))
                    {
                        return null;
                    }

                    groups = [.. numbers.OfType<uint>()];
                    break;
                case "--limit":
                    var word = args[at + 1].Split('=', 2);
                    if (word.Length < 2 || LimitWords.With(limits, word[0], word[1], out _) is not { NeedsGroup: false } more)
                    {
                        return null;
                    }

                    limits = more;
                    break;
                case "--cgroup":
                    joined = args[at + 1];
                    break;
                case "--listen-pid" when args[at + 1] == "self":
                    setsListenPid = true;
                    break;
                default:
                    return null;
            }
        }

        var identity = user is { } uid && group is { } gid ? new TrampolineUser(uid, gid, groups) : null;
        return at + 1 < args.Length && (identity is not null || (user is null && group is null && (setsListenPid || joined is not null || limits != ResourceLimits.None)))
            ? new TrampolineCall(identity, limits, joined, setsListenPid, args[at + 1], [.. args[(at + 2)..]])
            : null;
    }

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Whom the trampoline becomes.</summary>
/// <param name="UserId">The user.</param>
/// <param name="GroupId">The primary group.</param>
/// <param name="Groups">The supplementary groups.</param>
internal sealed record TrampolineUser(uint UserId, uint GroupId, uint[] Groups);
