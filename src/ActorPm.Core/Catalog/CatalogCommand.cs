using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Catalog;

/// <summary>What a user may ask of the process list. A closed family; each is carried out whole or not at all.</summary>
public abstract record CatalogCommand
{
    private CatalogCommand()
    {
    }

    /// <summary>Start new apps, or those that exist.</summary>
    /// <param name="Items">In the order in which they get their ids.</param>
    /// <param name="Resting">Slots that are known to be at rest although they are wished to run (errored, or ended as they should).</param>
    public sealed record Start(ImmutableArray<StartItem> Items, ImmutableHashSet<long> Resting) : CatalogCommand
    {
        /// <summary>How apps that are reloaded are.</summary>
        public ReloadOptions Reloading { get; init; } = ReloadOptions.None;
    }

    /// <summary>Let instances rest.</summary>
    /// <param name="Targets">As users write them.</param>
    public sealed record Stop(ImmutableArray<string> Targets) : CatalogCommand;

    /// <summary>Give instances fresh processes.</summary>
    /// <param name="Targets">As users write them.</param>
    /// <param name="Changes">Options to change first; null for none.</param>
    public sealed record Restart(ImmutableArray<string> Targets, AppRequest? Changes) : CatalogCommand;

    /// <summary>Give instances fresh processes without a gap, or as <see cref="Restart"/> does where two may not live beside each other.</summary>
    /// <param name="Targets">As users write them.</param>
    /// <param name="Changes">Options to change first; null for none.</param>
    /// <param name="Options">How this reload goes.</param>
    public sealed record Reload(ImmutableArray<string> Targets, AppRequest? Changes, ReloadOptions Options) : CatalogCommand;

    /// <summary>The same by the daemon's own wish, for some slots of an app; nothing changes.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serials">Its slots.</param>
    public sealed record Renew(AppName App, ImmutableArray<long> Serials) : CatalogCommand;

    /// <summary>Let a paused reload go on.</summary>
    /// <param name="Target">The app.</param>
    public sealed record Promote(string Target) : CatalogCommand;

    /// <summary>Take a reload back that is under way or paused; without one, reload with the spec before the newest change.</summary>
    /// <param name="Target">The app.</param>
    /// <param name="Options">How that reload goes.</param>
    public sealed record Rollback(string Target, ReloadOptions Options) : CatalogCommand;

    /// <summary>Note how far a reload is.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Happened">What has happened.</param>
    public sealed record Advance(AppName App, RolloutStep Happened) : CatalogCommand;

    /// <summary>Take instances off the list.</summary>
    /// <param name="Targets">As users write them.</param>
    public sealed record Delete(ImmutableArray<string> Targets) : CatalogCommand;

    /// <summary>Set the counters of instances to zero.</summary>
    /// <param name="Targets">As users write them.</param>
    public sealed record Reset(ImmutableArray<string> Targets) : CatalogCommand;

    /// <summary>Put apps back on the list that a checkpoint holds; those whose names are on it stay as they are.</summary>
    /// <param name="Apps">Each with the wishes of its slots; ids and serials are given anew.</param>
    public sealed record Restore(ImmutableArray<CatalogEntry> Apps) : CatalogCommand;

    /// <summary>Change the number of instances.</summary>
    /// <param name="Target">The app.</param>
    /// <param name="Count"><c>4</c>, <c>+2</c> or <c>-1</c>.</param>
    public sealed record Scale(string Target, string Count) : CatalogCommand;
}

/// <summary>One thing to start.</summary>
public abstract record StartItem
{
    private StartItem()
    {
    }

    /// <summary>A script or program with its options.</summary>
    /// <param name="Spec">What to keep.</param>
    /// <param name="Again">What to do when it runs already under this name.</param>
    public sealed record New(AppSpec Spec, WhenRunning Again) : StartItem;

    /// <summary>An app on the list.</summary>
    /// <param name="Target">Its name, namespace or id.</param>
    /// <param name="Changes">Options to change first; null for none.</param>
    public sealed record Existing(string Target, AppRequest? Changes) : StartItem;
}

/// <summary>What starting a script does that runs already under the same name.</summary>
public enum WhenRunning
{
    /// <summary>It is refused.</summary>
    Refuse,

    /// <summary>It gets instances more (<c>--force</c>).</summary>
    AddInstances,

    /// <summary>It is restarted as it is written now (an app file that is started again).</summary>
    Restart,

    /// <summary>It is reloaded as it is written now (<c>reload</c> and <c>startOrReload</c> of an app file).</summary>
    Reload,
}
