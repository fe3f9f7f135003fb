using Akka.Configuration.Hocon;

namespace ActorPm.Daemon.Settings;

/// <summary>Finds values that are part of themselves, as <c>a = ${a}</c> or <c>a { b = ${a} }</c>: whoever reads such a value never comes to its end, and the process dies of it.</summary>
internal static class HoconCycles
{
    /// <summary>The path of a substitution that leads back to itself; null when none does.</summary>
    public static string? Find(HoconRoot root)
    {
        var known = new HashSet<HoconValue>(ReferenceEqualityComparer.Instance);
        var open = new HashSet<HoconValue>(ReferenceEqualityComparer.Instance);
        return root.Value is null ? null : Follow(root.Value, known, open);
    }

    private static string? Follow(HoconValue value, HashSet<HoconValue> known, HashSet<HoconValue> open)
    {
        if (!known.Add(value))
        {
            return null;
        }

        open.Add(value);
        foreach (var element in value.Values)
        {
            var problem = element switch
            {
                HoconSubstitution { ResolvedValue: { } there } substitution => open.Contains(there) ? substitution.Path : Follow(there, known, open),
                HoconObject members => members.Items.Values.Select(member => Follow(member, known, open)).FirstOrDefault(path => path is not null),
                HoconArray elements => elements.Select(member => Follow(member, known, open)).FirstOrDefault(path => path is not null),
                _ => null,
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        open.Remove(value);
        return null;
    }
}
