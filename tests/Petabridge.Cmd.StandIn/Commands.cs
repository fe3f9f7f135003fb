namespace Petabridge.Cmd;

// A stand-in for the published API of Petabridge.Cmd 1.5: names and signatures, and as much behaviour as a handler needs to answer. It listens on no port.

/// <summary>What may be said with a command.</summary>
public sealed record ArgumentDefinition(string Name, string Description, bool Mandatory, bool Multiple, IReadOnlyList<string> DefaultValues, IReadOnlySet<string> Switch);

/// <summary>A command.</summary>
public sealed record CommandDefinition(string Name, string Description, IReadOnlyDictionary<string, ArgumentDefinition> ArgumentsByName);

/// <summary>A palette.</summary>
public sealed class CommandPalette(string moduleName, IEnumerable<CommandDefinition> definitions)
{
    public string ModuleName { get; } = moduleName;

    public IReadOnlyList<CommandDefinition> Definitions { get; } = [.. definitions];
}

/// <summary>A command that was typed.</summary>
public sealed class Command(string palette, string name, IEnumerable<Tuple<string, string>> arguments)
{
    public string Palette { get; } = palette;

    public string Name { get; } = name;

    public IReadOnlyList<Tuple<string, string>> Arguments { get; } = [.. arguments];
}

/// <summary>A piece of an answer.</summary>
public class CommandResponse(string msg, bool final = true)
{
    public static CommandResponse Empty { get; } = new("");

    public string Msg { get; } = msg;

    public bool Final { get; } = final;
}

/// <summary>Why there is no answer.</summary>
public sealed class ErroredCommandResponse(string msg, bool final = true) : CommandResponse(msg, final);

/// <summary>Builds a command.</summary>
public sealed class CommandDefinitionBuilder
{
    private readonly Dictionary<string, ArgumentDefinition> _arguments = [];
    private string _name = "";
    private string _description = "";

    public CommandDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    public CommandDefinitionBuilder WithDescription(string description)
    {
        _description = description;
        return this;
    }

    public CommandDefinitionBuilder WithArgument(Func<ArgumentDefinitionBuilder, ArgumentDefinitionBuilder> build)
    {
        var built = build(new ArgumentDefinitionBuilder()).Build();
        _arguments.Add(built.Name, built);
        return this;
    }

    public CommandDefinition Build() => new(_name, _description, _arguments);
}

/// <summary>Builds an argument.</summary>
public sealed class ArgumentDefinitionBuilder
{
    private readonly HashSet<string> _switches = [];
    private string _name = "";
    private string _description = "";
    private bool _mandatory;
    private bool _multiple;
    private IReadOnlyList<string> _defaults = [];

    public ArgumentDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    public ArgumentDefinitionBuilder WithDescription(string description)
    {
        _description = description;
        return this;
    }

    public ArgumentDefinitionBuilder IsMandatory(bool mandatory)
    {
        _mandatory = mandatory;
        return this;
    }

    public ArgumentDefinitionBuilder AllowMultiple(bool multiple)
    {
        _multiple = multiple;
        return this;
    }

    public ArgumentDefinitionBuilder WithDefaultValue(string value) => WithDefaultValues(value);

    public ArgumentDefinitionBuilder WithDefaultValues(params string[] values)
    {
        _defaults = values;
        return this;
    }

    public ArgumentDefinitionBuilder WithSwitch(string value)
    {
        _switches.Add(value);
        return this;
    }

    internal ArgumentDefinition Build() => new(_name, _description, _mandatory, _multiple, _defaults, _switches);
}
