namespace ActorPm.Core.Ecosystem;

/// <summary>What a target's file name says about it.</summary>
public enum EcosystemFileKind
{
    /// <summary>Not an app file: a script, a program, a command line or a name.</summary>
    None,

    /// <summary>JSON with what JavaScript allows in it.</summary>
    Json,

    /// <summary>YAML.</summary>
    Yaml,

    /// <summary>A JavaScript module.</summary>
    JavaScript,

    /// <summary>HOCON.</summary>
    Hocon,

    /// <summary>Lines of <c>name: command</c>.</summary>
    Procfile,
}

/// <summary>Tells app files from scripts by their names. As in PM2, one of its extensions anywhere in the file name counts.</summary>
public static class EcosystemFile
{
    private static readonly (string Mark, EcosystemFileKind Kind)[] Marks =
    [
        (".json", EcosystemFileKind.Json), (".yml", EcosystemFileKind.Yaml), (".yaml", EcosystemFileKind.Yaml),
        (".config.js", EcosystemFileKind.JavaScript), (".config.cjs", EcosystemFileKind.JavaScript), (".config.mjs", EcosystemFileKind.JavaScript),
    ];

    /// <summary>The files that <c>apm start</c> without a target looks for, the first that is there.</summary>
    public static IReadOnlyList<string> DefaultNames { get; } =
    [
        "ecosystem.config.js", "ecosystem.config.cjs", "ecosystem.config.mjs", "ecosystem.config.json", "ecosystem.json", "ecosystem.json5",
        "ecosystem.config.yaml", "ecosystem.config.yml", "ecosystem.yaml", "ecosystem.yml", "apps.conf", "Procfile",
    ];

    /// <summary>The kind of a target. A command line (with a blank) is never an app file.</summary>
    public static EcosystemFileKind KindOf(string target)
    {
        var name = target[(target.LastIndexOf('/') + 1)..];
        if (target.Contains(' ', StringComparison.Ordinal))
        {
            return EcosystemFileKind.None;
        }

        if (Array.Find(Marks, mark => name.Contains(mark.Mark, StringComparison.Ordinal)) is { Mark: not null } found)
        {
            return found.Kind;
        }

        return name == "Procfile" || name.StartsWith("Procfile.", StringComparison.Ordinal) || name.EndsWith(".procfile", StringComparison.Ordinal)
            ? EcosystemFileKind.Procfile
            : name.EndsWith(".conf", StringComparison.Ordinal) ? EcosystemFileKind.Hocon : EcosystemFileKind.None;
    }
}
