namespace ActorPm.Core.Ecosystem;

/// <summary>What a target's file name says about it.</summary>
public enum EcosystemFileKind
{
    /// <summary>Not an app file: a script, a program, a command line or a name.</summary>
    None,

    /// <summary>An app file in JSON.</summary>
    Json,

    /// <summary>An app file in YAML or JavaScript.</summary>
    Other,
}

/// <summary>Tells app files from scripts by their names, as PM2 does: an extension anywhere in the file name counts.</summary>
public static class EcosystemFile
{
    private static readonly string[] OtherMarks = [".yml", ".yaml", ".config.js", ".config.cjs", ".config.mjs"];

    /// <summary>The kind of a target. A command line (with a blank) is never an app file.</summary>
    public static EcosystemFileKind KindOf(string target)
    {
        var name = target[(target.LastIndexOf('/') + 1)..];
        if (target.Contains(' ', StringComparison.Ordinal))
        {
            return EcosystemFileKind.None;
        }

        if (name.Contains(".json", StringComparison.Ordinal))
        {
            return EcosystemFileKind.Json;
        }

        return Array.Exists(OtherMarks, mark => name.Contains(mark, StringComparison.Ordinal))
            ? EcosystemFileKind.Other
            : EcosystemFileKind.None;
    }
}
