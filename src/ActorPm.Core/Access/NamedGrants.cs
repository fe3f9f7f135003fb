using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ActorPm.Core.Access;

/// <summary>Who was given what, as settings say it: <c>alice = view, bob = operate:web+shop</c>. The order counts: of several groups of a user the first one holds.</summary>
/// <param name="All">Name or number, and grant; no name twice.</param>
public sealed record NamedGrants(ImmutableArray<(string Name, Grant Grant)> All)
{
    /// <summary>Nobody was given anything.</summary>
    public static NamedGrants None { get; } = new([]);

    /// <summary>Reads them; <paramref name="problem"/> says what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NamedGrants? grants, [NotNullWhen(false)] out string? problem)
    {
        grants = null;
        problem = null;
        var all = ImmutableArray.CreateBuilder<(string, Grant)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            if (part.Split('=', 2) is not [var left, var right] || left.Trim() is not { Length: > 0 } name)
            {
                problem = $"'{part}' is no name with a role; write it as in alice = view.";
                return false;
            }

            if (!Grant.TryParse(right, out var grant, out problem))
            {
                return false;
            }

            if (!seen.Add(name))
            {
                problem = $"{name} is named twice; give one role.";
                return false;
            }

            all.Add((name, grant));
        }

        grants = new NamedGrants(all.ToImmutable());
        return true;
    }
}
