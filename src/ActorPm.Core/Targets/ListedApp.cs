using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;

namespace ActorPm.Core.Targets;

/// <summary>Whether a request to start means something on the list, or a program that is to be put there.</summary>
public static class ListedApp
{
    /// <summary>PM2's order: an app's name first; a namespace or id unless the word looks like a path; else it is a script.</summary>
    public static bool IsMeant(AppCatalog list, AppRequest app)
    {
        if (app.IfRunning is not WhenRunning.Refuse || (app.Name is not null && app.Name != app.Target) || !AppSelector.TryParse(app.Target, out var selector, out _))
        {
            return false;
        }

        var isName = AppName.TryParse(app.Target, out var name, out _) && list.Find(name) is not null;
        var looksLikePath = app.Target.Contains('/', StringComparison.Ordinal) || Path.HasExtension(app.Target);
        return isName || (!looksLikePath && !selector.Select(list).IsEmpty);
    }
}
