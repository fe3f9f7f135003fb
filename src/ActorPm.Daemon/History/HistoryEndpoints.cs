using System.Globalization;
using ActorPm.Core.Access;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Core.Targets;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;

namespace ActorPm.Daemon.History;

/// <summary>The routes that tell of the past: they ask no actor.</summary>
internal sealed class HistoryEndpoints(HistoryLog history, CatalogBoard list, InstanceBoard board, TimeProvider clock)
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 10_000;

    // A story ends long before; the facts of one app that crashes all the time are looked at no further.
    private const int StoryFacts = 5_000;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ControlContract.History, async http => await ControlHttp.WriteAsync(http, await ListAsync(QueryOf(http.Request.Query), Caller.Of(http).Grant), ControlJson.Default.HistoryReply));
        routes.MapGet(ControlContract.Why, async http => await ControlHttp.WriteAsync(http, await TellAsync(http.Request.Query["target"].ToString()), ControlJson.Default.WhyReply));
    }

    private static Asked QueryOf(IQueryCollection query) => new(
        query["app"].ToString(),
        (int?)Number(query, "limit", 1, LargestLimit) ?? DefaultLimit,
        Number(query, "serial", 0, long.MaxValue),
        Number(query, "after", 0, long.MaxValue),
        Number(query, "since", 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);

    /// <summary>The newest facts of what a target selects, oldest first.</summary>
    /// <param name="target">As users write it, or the name of an app that is off the list; empty for all.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <exception cref="RefusedException">There is no such target, or the history cannot be read.</exception>
    public Task<HistoryReply> ListAsync(string target, int limit) => ListAsync(new Asked(target, limit, null, null, null), Grant.Everything);

    private async Task<HistoryReply> ListAsync(Asked asked, Grant grant)
    {
        var (target, limit, serial, after, since) = asked;
        var selected = target.Length == 0 ? [] : Select(target);
        if (target.Length > 0 && selected.Count == 0)
        {
            await AskOfTheGoneAsync(target);
        }

        string[]? apps = target.Length == 0 ? AppsOf(grant) : selected.Count == 0 ? [target] : [.. selected.Select(app => app.Entry.Spec.Name.Value)];
        HashSet<long>? slots = serial is { } one ? [one] : selected is [{ } app] && app.Slots.Length < app.Entry.Slots.Length ? [.. app.Slots.Select(slot => slot.Serial)] : null;
        var entries = await ReadAsync(new HistoryQuery(apps, slots is null ? limit : LargestLimit, after, since));
        if (slots is not null)
        {
            var ordinals = selected.SelectMany(found => found.Slots).Where(slot => slots.Contains(slot.Serial)).Select(slot => (int?)slot.Ordinal).ToHashSet();
            var own = entries.Where(entry => (serial is null && ordinals.Contains(entry.Ordinal)) || (entry.Serial is { } of && slots.Contains(of)));
            var serials = own.Select(entry => entry.Serial).OfType<long>().Concat(slots).ToHashSet();
            var kept = entries.Where(entry =>
                entry.App is null || (entry.Serial is { } of && serials.Contains(of)) || (entry.Serials?.Any(serials.Contains) ?? (entry.Serial is null)));
            entries = [.. after is null ? kept.TakeLast(limit) : kept.Take(limit)];
        }

        return new HistoryReply(entries, history.Problem);
    }

    // All, also those that are gone; of some namespaces those that are on the list.
    private string[]? AppsOf(Grant grant) =>
        grant.IsWhole ? null : [.. list.Current.Apps.Values.Where(entry => grant.Covers(entry.Spec.Namespace)).Select(entry => entry.Spec.Name.Value)];

    /// <summary>Why what a target selects is as it is.</summary>
    /// <param name="target">As for the list.</param>
    /// <exception cref="RefusedException">There is no such target, or the history cannot be read.</exception>
    public async Task<WhyReply> TellAsync(string target)
    {
        var now = clock.GetUtcNow();
        var stories = new List<InstanceStory>();
        var selected = Select(target);
        foreach (var app in selected)
        {
            var facts = FactsOf(await ReadAsync(new HistoryQuery([app.Entry.Spec.Name.Value], StoryFacts)));
            stories.AddRange(app.Slots.Select(slot => WhyStory.Of(
                app.Entry.Spec.Name.Value, new InstancePlace(slot.Ordinal, slot.PmId, slot.Serial), board.Find(slot.Serial)?.State, facts, now, TimeZoneInfo.Local,
                board.Find(slot.Serial)?.WaitsFor)));
        }

        if (selected.Count == 0)
        {
            var facts = FactsOf(await AskOfTheGoneAsync(target));
            stories.AddRange(facts.Select(fact => fact.Place).OfType<InstancePlace>()
                .GroupBy(place => place.Ordinal)
                .OrderBy(places => places.Key)
                .Select(places => WhyStory.Of(target, places.Last(), null, facts, now, TimeZoneInfo.Local)));
        }

        return new WhyReply(stories, history.Problem);
    }

    private List<SelectedApp> Select(string target) => AppSelector.TryParse(target, out var selector, out var problem)
        ? [.. selector.Select(list.Current)]
        : throw new RefusedException(ControlErrorCode.InvalidRequest, problem);

    // What is off the list is known by its name as long as the history goes.
    private async Task<IReadOnlyList<HistoryEntry>> AskOfTheGoneAsync(string target)
    {
        var entries = await ReadAsync(new HistoryQuery([target], StoryFacts));
        return entries.Any(entry => entry.App is not null)
            ? entries
            : throw new RefusedException(ControlErrorCode.NotFound, $"{target} is neither on the list nor in the history; `apm list` and `apm history` show what there is.");
    }

    private async Task<IReadOnlyList<HistoryEntry>> ReadAsync(HistoryQuery query)
    {
        try
        {
            return await history.ReadAsync(query);
        }
        catch (SqliteException failure)
        {
            throw new RefusedException(ControlErrorCode.LogUnavailable, $"The history cannot be read: {failure.Message} See apm.log in the home; apps are looked after as ever.");
        }
    }

    private static List<HistoryFact> FactsOf(IEnumerable<HistoryEntry> entries) => [.. entries.Select(HistoryKinds.ToFact).OfType<HistoryFact>()];

    private static long? Number(IQueryCollection query, string name, long least, long most) => query[name].ToString() switch
    {
        "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        var text => throw new RefusedException(ControlErrorCode.InvalidRequest, $"{name} is '{text}', but it takes a whole number from {least} to {most}."),
    };

    private sealed record Asked(string Target, int Limit, long? Serial, long? After, DateTimeOffset? Since);
}
