using System.Globalization;

namespace ActorPm.Cli.Trampoline;

/// <summary>What the daemon asks of the trampoline.</summary>
/// <param name="UserId">The user to become.</param>
/// <param name="GroupId">The primary group.</param>
/// <param name="Groups">The supplementary groups.</param>
/// <param name="Program">The program to become, absolute.</param>
/// <param name="Arguments">What follows the program's name.</param>
internal sealed record TrampolineCall(uint UserId, uint GroupId, uint[] Groups, string Program, string[] Arguments)
{
    /// <summary>Reads the arguments after the verb; null when they are not the daemon's.</summary>
    public static TrampolineCall? Parse(ReadOnlySpan<string> args)
    {
        uint? user = null, group = null;
        uint[] groups = [];
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
                default:
                    return null;
            }
        }

        return at + 1 < args.Length && user is { } uid && group is { } gid ? new TrampolineCall(uid, gid, groups, args[at + 1], [.. args[(at + 2)..]]) : null;
    }

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
