using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Catalog;

/// <summary>
/// What happened to the list of wishes: the only types that reach the journal. Extend only: a case is never renamed, and a
/// member never changes its meaning.
/// </summary>
public abstract record CatalogEvent
{
    private CatalogEvent(AppName app) => App = app;

    /// <summary>The app it happened to.</summary>
    public AppName App { get; }

    /// <summary>A new app is on the list.</summary>
    /// <param name="Spec">What the user asked for.</param>
    /// <param name="Slots">Its first instances.</param>
    public sealed record AppAdded(AppSpec Spec, ImmutableArray<Slot> Slots) : CatalogEvent(Spec.Name);

    /// <summary>An app's spec was replaced; the name stays.</summary>
    /// <param name="Spec">The new one.</param>
    public sealed record SpecChanged(AppSpec Spec) : CatalogEvent(Spec.Name);

    /// <summary>An app has another name; all else stays.</summary>
    /// <param name="App">The name it had.</param>
    /// <param name="To">The name it has.</param>
    public sealed record AppRenamed(AppName App, AppName To) : CatalogEvent(App);

    /// <summary>An app got more instances.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Slots">The new ones.</param>
    public sealed record InstancesAdded(AppName App, ImmutableArray<Slot> Slots) : CatalogEvent(App);

    /// <summary>An app lost some of its instances, but not all.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serials">The slots that are gone.</param>
    public sealed record InstancesRemoved(AppName App, ImmutableArray<long> Serials) : CatalogEvent(App);

    /// <summary>Instances are to run.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serials">Their slots.</param>
    public sealed record InstancesStarted(AppName App, ImmutableArray<long> Serials) : CatalogEvent(App);

    /// <summary>Instances are to rest.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serials">Their slots.</param>
    public sealed record InstancesStopped(AppName App, ImmutableArray<long> Serials) : CatalogEvent(App);

    /// <summary>A reload began: slots are to be replaced one after another. The spec stays until it is promoted.</summary>
    /// <param name="Candidate">What the new instances run.</param>
    /// <param name="Replacements">Which slots, and the serials that are set aside for their successors.</param>
    public sealed record RolloutBegan(AppSpec Candidate, ImmutableArray<Replacement> Replacements) : CatalogEvent(Candidate.Name);

    /// <summary>A slot took the place of another, with its ordinal, id and wish.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Replacement">Which.</param>
    public sealed record SlotReplaced(AppName App, Replacement Replacement) : CatalogEvent(App);

    /// <summary>A reload waits for the user's word.</summary>
    /// <param name="App">The app.</param>
    public sealed record RolloutPaused(AppName App) : CatalogEvent(App);

    /// <summary>A paused reload goes on.</summary>
    /// <param name="App">The app.</param>
    public sealed record RolloutResumed(AppName App) : CatalogEvent(App);

    /// <summary>A reload goes back: the slots that it replaced are replaced again.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Replacements">Which slots, and the serials of their successors.</param>
    public sealed record RolloutTurned(AppName App, ImmutableArray<Replacement> Replacements) : CatalogEvent(App);

    /// <summary>A reload is over and its candidate is the app's spec.</summary>
    /// <param name="App">The app.</param>
    public sealed record RolloutPromoted(AppName App) : CatalogEvent(App);

    /// <summary>A reload is over and the app's spec is what it was.</summary>
    /// <param name="App">The app.</param>
    public sealed record RolloutAbandoned(AppName App) : CatalogEvent(App);

    /// <summary>An app with all its instances is off the list.</summary>
    /// <param name="App">The app.</param>
    public sealed record AppRemoved(AppName App) : CatalogEvent(App);
}
