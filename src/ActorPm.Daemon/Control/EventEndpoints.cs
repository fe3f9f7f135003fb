using System.Globalization;
using System.Text;
using ActorPm.Core.Control;
using ActorPm.Core.Events;
using ActorPm.Core.Targets;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Control;

/// <summary>The bus as server-sent events (the WHATWG HTML standard, section 9.2).</summary>
internal sealed class EventEndpoints(EventReader reader, EventBus bus, CatalogBoard list, TimeProvider clock)
{
    // Shorter than the patience of proxies, and it tells us of a reader that is gone.
    private static readonly TimeSpan HeartbeatPause = TimeSpan.FromSeconds(15);

    // A reader that does not read must not hold up the daemon's end.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(ControlContract.Events, StreamAsync);

    private async Task StreamAsync(HttpContext http)
    {
        var target = http.Request.Query["target"].ToString();
        var grant = Caller.Of(http).Grant;
        var selects = target.Length == 0 ? _ => true : Selection(target);
        var filter = TopicFilter.Parse(http.Request.Query["topics"].ToString());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        await using var stopping = bus.Completed.Register(() => ended.CancelAfter(LastWords));
        var body = http.Response.Body;
        using var turn = new SemaphoreSlim(1, 1);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        using var heart = new PeriodicTimer(HeartbeatPause, clock);
        // Listening begins before the answer does: whoever has its head misses nothing from then on.
        var reading = reader.ReadAsync(filter, source => grant.Covers(source.Namespace) && selects(source), happened => IsHidden(happened) ? Task.CompletedTask : WriteAsync(ToBytes(happened)), ended.Token);
        var beating = BeatAsync();
        try
        {
            await WriteAsync(": listening\n\n"u8.ToArray());
            await reading;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader left, or the daemon ends.
        }

        heart.Dispose();
        await beating;

        // Who does what in other namespaces.
        bool IsHidden(BusEvent happened) => happened is { Topic: BusTopics.Access, Source: null } && !grant.IsWhole;

        async Task BeatAsync()
        {
            try
            {
                while (await heart.WaitForNextTickAsync(ended.Token))
                {
                    await WriteAsync(": \n\n"u8.ToArray());
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // The same end, seen from here.
            }
        }

        async Task WriteAsync(byte[] bytes)
        {
            await turn.WaitAsync(ended.Token);
            try
            {
                await body.WriteAsync(bytes, ended.Token);
                await body.FlushAsync(ended.Token);
            }
            finally
            {
                turn.Release();
            }
        }
    }

    // An instance that was selected once stays so: its deletion is an event too.
    private Func<EventSource, bool> Selection(string target)
    {
        if (!AppSelector.TryParse(target, out var selector, out var problem))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, problem);
        }

        var selected = new HashSet<EventSource>(Now());
        var seen = list.Current;
        var gate = new Lock();
        return source =>
        {
            lock (gate)
            {
                if (!ReferenceEquals(seen, list.Current))
                {
                    seen = list.Current;
                    selected.UnionWith(Now());
                }

                return selected.Contains(source);
            }
        };

        IEnumerable<EventSource> Now() =>
            from app in selector.Select(list.Current)
            from slot in app.Slots
            select new EventSource(slot.PmId, app.Entry.Spec.Name.Value, app.Entry.Spec.Namespace);
    }

    private static byte[] ToBytes(BusEvent happened) =>
    [
        .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Id}\nevent: {happened.Topic}\ndata: ")), .. happened.Json.Span, .. "\n\n"u8,
    ];
}
