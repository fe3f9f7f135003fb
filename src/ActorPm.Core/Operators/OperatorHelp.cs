namespace ActorPm.Core.Operators;

/// <summary>Help on palettes and verbs, from their definitions.</summary>
public static class OperatorHelp
{
    /// <summary>The help.</summary>
    /// <param name="about">The words after <c>help</c>: none, a palette, or a palette and a verb.</param>
    /// <param name="palettes">What there is.</param>
    /// <returns><see cref="OperatorLine.Helped"/>, or a refusal when there is no such thing.</returns>
    public static OperatorLine Of(IReadOnlyList<string> about, IReadOnlyList<OperatorPalette> palettes)
    {
        if (about.Count == 0)
        {
            return new OperatorLine.Helped([
                "<palette> <verb> [switch value]…",
                "",
                .. TextColumns.Of(palettes.Select(palette => new[] { "  " + palette.Name, palette.Help })),
                "",
                "`help <palette>` shows its verbs, `help <palette> <verb>` a verb's switches.",
            ]);
        }

        if (palettes.FirstOrDefault(known => known.Name == about[0]) is not { } palette)
        {
            return OperatorLine.No($"There is no palette '{about[0]}'; `help` shows what there is.");
        }

        if (about.Count == 1)
        {
            return new OperatorLine.Helped([palette.Help, "", .. TextColumns.Of(palette.Verbs.Select(verb => new[] { $"  {Usage(palette, verb)}", verb.Help }))]);
        }

        return about.Count > 2 ? OperatorLine.No("help takes a palette and a verb, no more.")
            : palette.Find(about[1]) is not { } found ? OperatorLine.No($"There is no verb '{about[1]}' in {palette.Name}; `help {palette.Name}` shows what there is.")
            : new OperatorLine.Helped([
                Usage(palette, found),
                "",
                $"{found.Help}.",
                .. found.Switches.Count == 0 ? Array.Empty<string>() : [""],
                .. TextColumns.Of(found.Switches.Select(one => new[] { $"  {one.Letter}, {one.Word} <{one.Value}>", one.Help + Bounds(one) })),
            ]);
    }

    private static string Usage(OperatorPalette palette, OperatorVerb verb) => string.Join(' ', [
        palette.Name,
        verb.Name,
        .. verb.Switches.Select(one => one.Need is SwitchNeed.Required ? $"{one.Letter} <{one.Value}>" : $"[{one.Letter} <{one.Value}>]"),
    ]);

    private static string Bounds(OperatorSwitch one)
    {
        var range = one switch
        {
            { Number: { } bounds } => $"; {bounds.Least} to {bounds.Most}",
            { Choices.Count: > 0 } => $": {string.Join(", ", one.Choices)}",
            _ => "",
        };
        return range + (one.Default is { } standard ? $", by default {standard}" : "");
    }
}
