using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;

namespace ActorPm.Core.Targets;

/// <summary>
/// What a user names by <c>all</c>, <c>/pattern/</c>, an app's name or script path, a namespace, or an id. A word is a name first, then a
/// namespace; a number is a name first, then a namespace, then an id (PM2's order).
/// </summary>
public abstract record AppSelector
{
    private AppSelector()
    {
    }

    /// <summary>Every app.</summary>
    public sealed record All : AppSelector;

    /// <summary>Apps whose name a regular expression matches anywhere.</summary>
    /// <param name="Expression">Without backtracking, so that no pattern can hang the daemon.</param>
    public sealed record Pattern(Regex Expression) : AppSelector;

    /// <summary>A name, script path, namespace or id.</summary>
    /// <param name="Text">As the user wrote it.</param>
    public sealed record Word(string Text) : AppSelector;

    /// <summary>Reads a target; <paramref name="problem"/> says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AppSelector? selector, [NotNullWhen(false)] out string? problem)
    {
        selector = null;
        problem = null;
        if (text.Length > 2 && text[0] == '/' && text[^1] == '/')
        {
            try
            {
                selector = new Pattern(new Regex(text[1..^1], RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                problem = $"The pattern {text} is not a usable regular expression: {exception.Message}";
                return false;
            }
        }
        else if (text.Length == 0)
        {
            problem = "An empty target selects nothing; give a name, an id, a namespace, all, or a /pattern/.";
            return false;
        }
        else
        {
            selector = text == "all" ? new All() : new Word(text);
        }

        return true;
    }

    /// <summary>The slots that it selects, by app; empty when nothing matches.</summary>
    public ImmutableArray<SelectedApp> Select(AppCatalog catalog) => this switch
    {
        All => WholeApps(catalog, _ => true),
        Pattern pattern => WholeApps(catalog, entry => pattern.Expression.IsMatch(entry.Spec.Name.Value)),
        Word word => SelectWord(catalog, word.Text),
        _ => throw new InvalidOperationException($"Not a selector: {this}."),
    };

    private static ImmutableArray<SelectedApp> SelectWord(AppCatalog catalog, string text)
    {
        var named = WholeApps(catalog, entry => entry.Spec.Name.Value == text || (text[0] == '/' && entry.Spec.Script == text));
        if (!named.IsEmpty)
        {
            return named;
        }

        var inNamespace = WholeApps(catalog, entry => entry.Spec.Namespace == text);
        if (!inNamespace.IsEmpty || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return inNamespace;
        }

        return [.. from entry in catalog.Apps.Values
                   from slot in entry.Slots
                   where slot.PmId == id
                   select new SelectedApp(entry, [slot])];
    }

    private static ImmutableArray<SelectedApp> WholeApps(AppCatalog catalog, Func<CatalogEntry, bool> matches) =>
        [.. catalog.Apps.Values.Where(matches).Select(entry => new SelectedApp(entry, entry.Slots))];
}

/// <summary>An app with those of its slots that a target selects.</summary>
/// <param name="Entry">The app.</param>
/// <param name="Slots">The selected slots; never empty.</param>
public sealed record SelectedApp(CatalogEntry Entry, ImmutableArray<Slot> Slots);
