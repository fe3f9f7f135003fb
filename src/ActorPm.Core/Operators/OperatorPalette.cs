namespace ActorPm.Core.Operators;

/// <summary>A group of verbs for an operator at a shell: <c>apps list</c> is the verb <c>list</c> of the palette <c>apps</c>.</summary>
/// <param name="Name">The first word of a line.</param>
/// <param name="Help">What its verbs are about, in a line.</param>
/// <param name="Verbs">Its verbs, in the order in which help shows them.</param>
public sealed record OperatorPalette(string Name, string Help, IReadOnlyList<OperatorVerb> Verbs)
{
    /// <summary>One of its verbs; null when there is none of that name.</summary>
    public OperatorVerb? Find(string verb) => Verbs.FirstOrDefault(known => known.Name == verb);
}

/// <summary>One verb.</summary>
/// <param name="Name">The second word of a line.</param>
/// <param name="Help">What it does, in a line.</param>
/// <param name="Effect">What becomes of the daemon by it.</param>
/// <param name="Switches">What may be said with it.</param>
public sealed record OperatorVerb(string Name, string Help, OperatorEffect Effect, IReadOnlyList<OperatorSwitch> Switches)
{
    /// <summary>The switch that a word names; null when there is none.</summary>
    public OperatorSwitch? Find(string word) => Switches.FirstOrDefault(known => known.Letter == word || known.Word == word);

    /// <summary>The switch of a name.</summary>
    public OperatorSwitch Switch(string name) => Switches.First(known => known.Name == name);
}

/// <summary>What becomes of the daemon by a verb.</summary>
public enum OperatorEffect
{
    /// <summary>Nothing: it tells something and ends.</summary>
    Reads,

    /// <summary>Something: a daemon that stops or is updated refuses it, or ends it first.</summary>
    Changes,

    /// <summary>Nothing: it goes on telling until its reader leaves or the daemon ends.</summary>
    Follows,
}

/// <summary>Something that may be said with a verb. A switch always has a value.</summary>
/// <param name="Name">What it is called by whoever reads it, such as <c>name</c>.</param>
/// <param name="Letter">The short way to write it, such as <c>-n</c>.</param>
/// <param name="Value">What its value is, as help shows it, such as <c>target</c>.</param>
/// <param name="Help">What it means, in a line.</param>
/// <param name="Need">Whether the verb can do without.</param>
public sealed record OperatorSwitch(string Name, string Letter, string Value, string Help, SwitchNeed Need = SwitchNeed.Optional)
{
    /// <summary>The long way to write it.</summary>
    public string Word => "--" + Name;

    /// <summary>The value when nothing is said; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>The bounds of a whole number; null when the value is a text.</summary>
    public NumberBounds? Number { get; init; }

    /// <summary>The words that it takes; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}

/// <summary>Which whole numbers a value may be.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
public sealed record NumberBounds(int Least, int Most);

/// <summary>Whether a verb can do without a switch.</summary>
public enum SwitchNeed
{
    /// <summary>It can.</summary>
    Optional,

    /// <summary>It cannot.</summary>
    Required,
}
