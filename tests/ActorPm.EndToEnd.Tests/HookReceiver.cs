using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Takes what webhooks deliver, on a port of its own.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly WebApplication _app;
    private int _failures;

    private HookReceiver(WebApplication app, int failures)
    {
        _app = app;
        _failures = failures;
    }

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Each request, oldest first.</summary>
    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>Begins to listen.</summary>
    /// <param name="failures">So many requests are answered with 500 at first.</param>
    public static async Task<HookReceiver> OpenAsync(int failures = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new HookReceiver(builder.Build(), failures);
        receiver._app.MapPost("/", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The first request about an event that was taken, as soon as it has come.</summary>
    public async Task<Request> TakenAsync(string told)
    {
        await Until.TrueAsync($"{told} has come", () => Find(told) is not null);
        return Find(told)!;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private Request? Find(string told) => _requests.FirstOrDefault(request => request.Status == 200 && request.Header("X-ActorPm-Event") == told);

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        http.Response.StatusCode = Interlocked.Decrement(ref _failures) >= 0 ? 500 : 200;
        _requests.Enqueue(new Request(http.Response.StatusCode, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
    }

    /// <summary>A request.</summary>
    public sealed record Request(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public JsonNode Json => JsonNode.Parse(Encoding.UTF8.GetString(Body))!;

        public string Header(string name) => Headers[name];
    }
}
