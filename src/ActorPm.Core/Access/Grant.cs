using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ActorPm.Core.Access;

/// <summary>What somebody was given: a role, for all apps or for those of some namespaces. Written <c>view</c>, or <c>operate:web+shop</c>.</summary>
/// <param name="Role">The role.</param>
/// <param name="Namespaces">The namespaces, each once; empty for all. Never with <see cref="Role.Admin"/>, whose programs would not keep to them.</param>
public sealed record Grant(Role Role, ImmutableArray<string> Namespaces)
{
    /// <summary>The longest namespace that can be granted, in characters.</summary>
    public const int LongestNamespace = 128;

    /// <summary>The grant of the daemon's own user, and of root.</summary>
    public static Grant Everything { get; } = new(Role.Admin, []);

    /// <summary>Whether it is for all apps.</summary>
    public bool IsWhole => Namespaces.IsEmpty;

    /// <summary>Whether apps of a namespace belong to it.</summary>
    public bool Covers(string name) => IsWhole || Namespaces.Contains(name);

    /// <summary>Reads one; <paramref name="problem"/> says in a sentence what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Grant? grant, [NotNullWhen(false)] out string? problem)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return TryOf((colon < 0 ? text : text[..colon]).Trim(), colon < 0 ? null : text[(colon + 1)..].Split('+'), out grant, out problem);
    }

    /// <summary>Puts one together.</summary>
    /// <param name="role">The word for the role.</param>
    /// <param name="namespaces">The namespaces; null for all.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryOf(string role, IReadOnlyList<string>? namespaces, [NotNullWhen(true)] out Grant? grant, [NotNullWhen(false)] out string? problem)
    {
        grant = null;
        ImmutableArray<string> names = [.. (namespaces ?? []).Select(name => name.Trim()).Distinct()];
        Role? known = role switch { "view" => Role.View, "operate" => Role.Operate, "admin" => Role.Admin, _ => null };
        problem = known is null ? $"'{role}' is no role; give view, operate or admin."
            : names.Any(name => name.Length == 0 || name.Length > LongestNamespace || name.Any(char.IsControl)) || (namespaces is { Count: 0 })
                ? "A namespace is missing, is longer than 128 characters, or has a control character in it; write it as in operate:web+shop, or leave it out for all."
            : known is Role.Admin && !names.IsEmpty
                ? $"admin cannot be kept to the namespace {names[0]}: whoever starts programs does as the daemon's user. Give operate:{names[0]}, or admin for all."
            : null;
        grant = problem is null ? new Grant(known!.Value, names) : null;
        return problem is null;
    }

    /// <summary>The word for a role.</summary>
    public static string WordOf(Role role) => role switch
    {
        Role.View => "view",
        Role.Operate => "operate",
        Role.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role."),
    };

    /// <inheritdoc/>
    public bool Equals(Grant? other) => other is not null && Role == other.Role && Namespaces.SequenceEqual(other.Namespaces);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, Namespaces.Length);

    /// <summary>As it is read.</summary>
    public override string ToString() => WordOf(Role) + (IsWhole ? "" : ":" + string.Join('+', Namespaces));
}
