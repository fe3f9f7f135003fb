using System.Globalization;

namespace ActorPm.Core.Operators;

/// <summary>A line that was understood: a verb, and what was said with it. The values are within the bounds of their switches.</summary>
/// <param name="Palette">The palette.</param>
/// <param name="Verb">Its verb.</param>
/// <param name="Values">What was said or is the default, by the switch's name.</param>
public sealed record OperatorCall(OperatorPalette Palette, OperatorVerb Verb, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Palette and verb, as they are written.</summary>
    public string Name => $"{Palette.Name} {Verb.Name}";

    /// <summary>What was said; null when nothing was and there is no default.</summary>
    public string? Find(string name) => Values.GetValueOrDefault(name);

    /// <summary>What was said with a switch that the verb cannot do without, or that has a default.</summary>
    public string Value(string name) => Values[name];

    /// <summary>The same as a whole number.</summary>
    public int Number(string name) => int.Parse(Values[name], CultureInfo.InvariantCulture);
}
