using System.Collections.Immutable;
using ActorPm.Core.Catalog;

namespace ActorPm.Core.History;

/// <summary>A command as the user would type it: the verb and what it is applied to, never options with values.</summary>
public static class CommandText
{
    private const int MaxLetters = 200;

    /// <summary>The text: <c>apm stop web</c>.</summary>
    public static string Of(CatalogCommand command) => Cut(command switch
    {
        CatalogCommand.Start start => $"apm start {string.Join(' ', start.Items.Select(NameOf))}",
        CatalogCommand.Stop stop => $"apm stop {Words(stop.Targets)}",
        CatalogCommand.Restart restart => $"apm restart {Words(restart.Targets)}",
        CatalogCommand.Reload reload => $"apm reload {Words(reload.Targets)}",
        CatalogCommand.Renew renew => $"apm reload {renew.App}",
        CatalogCommand.Promote promote => $"apm promote {promote.Target}",
        CatalogCommand.Rollback rollback => $"apm rollback {rollback.Target}",
        CatalogCommand.Delete delete => $"apm delete {Words(delete.Targets)}",
        CatalogCommand.Reset reset => $"apm reset {Words(reset.Targets)}",
        CatalogCommand.Restore => "apm resurrect",
        CatalogCommand.Scale scale => $"apm scale {scale.Target} {scale.Count}",
        CatalogCommand.Advance => "a step of a reload",
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command."),
    });

    /// <summary>What an instruction means for its instances; null for one that is no consequence of a command, or of which others tell.</summary>
    public static CommandEffect? EffectOf(InstructionKind kind) => kind switch
    {
        InstructionKind.Start => CommandEffect.Start,
        InstructionKind.Stop => CommandEffect.Stop,
        InstructionKind.Restart => CommandEffect.Restart,
        InstructionKind.Reload => CommandEffect.Reload,
        InstructionKind.Remove => CommandEffect.Remove,
        InstructionKind.ResetCounters or InstructionKind.CancelReload => CommandEffect.None,
        InstructionKind.Replaced or InstructionKind.ReloadEnded or InstructionKind.Replay => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an instruction."),
    };

    private static string NameOf(StartItem item) => item switch
    {
        StartItem.New added => added.Spec.Name.Value,
        StartItem.Existing existing => existing.Target,
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "Nothing to start."),
    };

    private static string Words(ImmutableArray<string> targets) => string.Join(' ', targets);

    /// <summary>A text that came from outside, as long as it may be; control characters, which would reach a terminal, become blanks.</summary>
    public static string Cut(string text) => new([.. (text.Length > MaxLetters ? text[..(MaxLetters - 1)] + "…" : text).Select(letter => char.IsControl(letter) ? ' ' : letter)]);
}
