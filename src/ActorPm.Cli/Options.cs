using System.CommandLine;

namespace ActorPm.Cli;

/// <summary>Makes options. Values are read as the words that were given: each command says itself what is wrong with one.</summary>
internal static class Options
{
    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>An option that may stand alone or take one value each time.</summary>
    public static Option<string[]> Optional(string name, string placeholder, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = placeholder, Arity = ArgumentArity.ZeroOrMore };

    public static Option<string[]> Value(string name, string placeholder, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = placeholder, Arity = ArgumentArity.OneOrMore };
}
