using ActorPm.Core.Operators;
using Petabridge.Cmd;

namespace ActorPm.PetabridgeCmd;

/// <summary>ActorPm's palettes in the words of Petabridge.Cmd.</summary>
public static class PaletteTranslation
{
    /// <summary>A palette with all its verbs.</summary>
    public static CommandPalette ToPetabridge(OperatorPalette palette) => new(palette.Name, [.. palette.Verbs.Select(ToPetabridge)]);

    /// <summary>What was said with a command. Petabridge.Cmd names the switches as they were written.</summary>
    /// <returns>The call, or why there is none: what Petabridge.Cmd does not check, ActorPm does.</returns>
    public static OperatorLine ToCall(OperatorPalette palette, OperatorVerb verb, Command command)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (word, value) in command.Arguments.Select(argument => (argument.Item1, argument.Item2)))
        {
            var known = verb.Find(word) ?? verb.Switches.FirstOrDefault(one => one.Name == word);
            if (known is null)
            {
                // Read it as a line: the sentence is then the same as in the other shell.
                return OperatorLine.Parse($"{palette.Name} {verb.Name} {word}", [palette]);
            }

            said[known.Name] = value;
        }

        return OperatorLine.Of(palette, verb, said);
    }

    private static CommandDefinition ToPetabridge(OperatorVerb verb)
    {
        var builder = new CommandDefinitionBuilder().WithName(verb.Name).WithDescription(verb.Help);
        foreach (var one in verb.Switches)
        {
            builder = builder.WithArgument(argument => Described(argument, one));
        }

        return builder.Build();
    }

    private static ArgumentDefinitionBuilder Described(ArgumentDefinitionBuilder argument, OperatorSwitch one)
    {
        var described = argument
            .WithName(one.Name)
            .WithDescription(one.Help)
            .IsMandatory(one.Need is SwitchNeed.Required)
            .AllowMultiple(false)
            .WithSwitch(one.Letter)
            .WithSwitch(one.Word);
        return (one.Default, one.Choices) switch
        {
            ({ } standard, _) => described.WithDefaultValue(standard),
            (null, { Count: > 0 } choices) => described.WithDefaultValues([.. choices]),
            _ => described,
        };
    }
}
