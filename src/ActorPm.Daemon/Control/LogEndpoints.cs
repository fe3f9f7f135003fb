using System.Globalization;
using ActorPm.Core.Access;
using ActorPm.Core.Control;
using ActorPm.Core.Logs;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Logs;
using ActorPm.Daemon.Views;
using ActorPm.Processes.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActorPm.Daemon.Control;

/// <summary>The routes for logs: tail, follow, empty.</summary>
internal sealed class LogEndpoints(
    DaemonHome home, CatalogBoard list, InstanceBoard board, ViewBuilder views, ILogFiles logs, IHostApplicationLifetime lifetime)
{
    private const int DefaultLines = 15;
    private const int MostLines = 1_000_000;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ControlContract.Logs, StreamAsync);
        routes.MapPost(ControlContract.Flush, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.TargetRequest);
            if (request.Targets.Any(target => target is null))
            {
                throw new RefusedException(ControlErrorCode.InvalidRequest, "One of the targets is missing (null).");
            }

            await ControlHttp.WriteAsync(http, new FlushReply(Flush(request.Targets)), ControlJson.Default.FlushReply);
        });
    }

    private async Task StreamAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var target = query["target"].ToString();
        var lines = query.TryGetValue("lines", out var text) ? ParseLines(text.ToString()) : DefaultLines;
        var wanted = ParseStreams(query["stream"].ToString());
        var follow = query["follow"] == "true";
        var grant = Caller.Of(http).Grant;
        var sources = Sources(target, wanted, grant);
        // Whoever follows gets what is started later.
        if (sources.Count == 0 && target.Length > 0 && !follow)
        {
            throw NotFound(target);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        using var streamer = new LogStreamer(http.Response.Body, logs, ended.Token);
        var readers = new Dictionary<LogSource, ILogReader>();
        http.Response.ContentType = "application/octet-stream";
        await http.Response.StartAsync(ended.Token);
        await http.Response.Body.FlushAsync(ended.Token);
        try
        {
            // Oldest file first, as PM2 shows them.
            foreach (var source in sources.OrderBy(source => File.GetLastWriteTimeUtc(source.Path)))
            {
                readers[source] = await streamer.SendTailAsync(source, lines);
            }

            if (follow)
            {
                // Also what is started later, as long as the target selects it.
                await streamer.FollowAllAsync(
                    board, () => Sources(target, wanted, grant), source => readers.Remove(source, out var reader) ? reader : logs.Read(source.Path));
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader left, or the daemon stops: the usual end of following.
        }
        finally
        {
            // Those that are followed end with their following.
            await ended.CancelAsync();
            foreach (var reader in readers.Values)
            {
                reader.Dispose();
            }
        }
    }

    private List<LogSource> Sources(string target, IReadOnlySet<LogStream> wanted, Grant grant)
    {
        var shown = target.Length == 0 ? null : TargetSlots.Of(list.Current, target).Select(slot => slot.PmId).ToHashSet();
        return
        [
            .. from view in views.Plain()
               where (shown is null || shown.Contains(view.PmId)) && grant.Covers(view.Namespace)
               from source in LogSource.Of(view)
               where wanted.Contains(source.Stream)
               select source,
        ];
    }

    private List<string> Flush(IReadOnlyList<string> targets)
    {
        var files = targets.Count == 0
            ? [.. Sources("", Both, Grant.Everything).Select(source => source.Path), home.LogPath]
            : targets.SelectMany(target => Sources(target, Both, Grant.Everything) is { Count: > 0 } sources
                ? sources.Select(source => source.Path)
                : throw NotFound(target)).ToList();
        var existing = files.Distinct().Where(path => path != "/dev/null" && File.Exists(path)).ToList();
        foreach (var path in existing)
        {
            try
            {
                logs.Truncate(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new RefusedException(ControlErrorCode.LogUnavailable, $"{path} could not be emptied: {exception.Message}");
            }
        }

        return existing;
    }

    private static RefusedException NotFound(string target) =>
        new(ControlErrorCode.NotFound, $"Process or Namespace {target} not found; `apm list` shows what there is.");

    private static HashSet<LogStream> Both => [LogStream.Out, LogStream.Error];

    private static int ParseLines(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines <= MostLines
            ? lines
            : throw new RefusedException(ControlErrorCode.InvalidRequest, $"'{text}' is not a number of lines; give 0 to {MostLines} (--lines).");

    private static HashSet<LogStream> ParseStreams(string text) => text switch
    {
        "" or "all" => Both,
        "out" => [LogStream.Out],
        "err" => [LogStream.Error],
        _ => throw new RefusedException(ControlErrorCode.InvalidRequest, $"'{text}' is no output of an app; give all, out or err."),
    };
}
