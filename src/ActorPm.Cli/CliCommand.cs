using System.CommandLine;

namespace ActorPm.Cli;

/// <summary>One verb: its grammar and what it does.</summary>
internal abstract class CliCommand
{
    /// <param name="name">The verb.</param>
    /// <param name="description">What it does, in a line.</param>
    /// <param name="arguments">Its arguments as usage shows them, such as <c>&lt;name…&gt;</c>; empty for none.</param>
    /// <param name="requiredArguments">The names of the arguments that must be there.</param>
    protected CliCommand(string name, string description, string arguments, params string[] requiredArguments)
    {
        Grammar = new Command(name, description);
        Grammar.Arguments.Add(Words);
        Arguments = arguments;
        RequiredArguments = requiredArguments;
    }

    /// <summary>Its options and arguments.</summary>
    public Command Grammar { get; }

    /// <summary>All that is no option. How many there may be is checked by <see cref="CommandLine"/>, in PM2's words.</summary>
    public Argument<string[]> Words { get; } = new("words") { Arity = ArgumentArity.ZeroOrMore };

    /// <summary>The arguments as usage shows them.</summary>
    public string Arguments { get; }

    /// <summary>The names of the arguments that must be there.</summary>
    public IReadOnlyList<string> RequiredArguments { get; }

    /// <summary>Whether a word such as <c>-1</c> is a number rather than an option.</summary>
    public virtual bool TakesNegativeNumbers => false;

    /// <summary>Whether words after <c>--</c> are this command's own; otherwise they are an app's arguments.</summary>
    public virtual bool DashesEndOptionsOnly => true;

    /// <summary>Whether it works on files or processes of the machine at hand, so that no other node can carry it out.</summary>
    public virtual bool IsOfThisMachine => false;

    /// <summary>Whether a daemon elsewhere can carry it out (<c>--remote</c>): it works with the control API alone, and with no file of this machine.</summary>
    public virtual bool TakesRemote => !IsOfThisMachine;

    /// <summary>Whether it shows one node at a time, since it does not end by itself.</summary>
    public virtual bool IsOfOneNode => false;

    /// <summary>Carries the command out; the exit code comes back.</summary>
    public abstract Task<int> RunAsync(Invocation call);

    /// <summary>An option without a value.</summary>
    protected Option<bool> Flag(string name, string description, params string[] aliases)
    {
        var option = Options.Flag(name, description, aliases);
        Grammar.Options.Add(option);
        return option;
    }

    /// <summary>An option with a value; the last one given counts, or all of them where the command says so.</summary>
    protected Option<string[]> Value(string name, string placeholder, string description, params string[] aliases)
    {
        var option = Options.Value(name, placeholder, description, aliases);
        Grammar.Options.Add(option);
        return option;
    }
}
