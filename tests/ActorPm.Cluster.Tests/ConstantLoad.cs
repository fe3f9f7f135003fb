using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using ActorPm.Cluster.Tests.Networks;

namespace ActorPm.Cluster.Tests;

/// <summary>Clients of one machine that ask an address of another one at a constant rate, each over a connection of its own, whether the last one was answered or not.</summary>
internal sealed class ConstantLoad : IAsyncDisposable
{
    // Longer than a proxy holds a request.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentQueue<double> _latencies = new();
    private readonly Action<long, string?>? _told;
    private readonly HttpClient _http;
    private readonly Task _work;

    /// <summary>Begins.</summary>
    /// <param name="from">Where the clients are.</param>
    /// <param name="url">What they ask for.</param>
    /// <param name="perSecond">How often.</param>
    /// <param name="told">Told of each request when it is over: its beginning by <see cref="Stopwatch.GetTimestamp"/>, and what went wrong, null for nothing. By many at once.</param>
    public ConstantLoad(Machine from, Uri url, int perSecond, Action<long, string?>? told = null)
    {
        _told = told;
        _http = from.HttpClient(url);
        _http.Timeout = Patience;
        _work = Task.Run(() => AskAsync(TimeSpan.FromSeconds(1.0 / perSecond)));
    }

    /// <summary>How many answers there were, by text.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<string> Failures => [.. _failures];

    /// <summary>Answers, failures and latencies so far.</summary>
    public override string ToString()
    {
        var sorted = _latencies.Order().ToList();
        return $"{sorted.Count} answered, {_failures.Count} failed; p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, at most {At(1):0.0} ms";

        double At(double share) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }

    /// <summary>Ends when all that were asked have answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _http.Dispose();
        _end.Dispose();
    }

    private async Task AskAsync(TimeSpan pause)
    {
        var asked = new List<Task>();
        using var timer = new PeriodicTimer(pause);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                asked.Add(AskOnceAsync());
            }
        }
        catch (OperationCanceledException)
        {
            // That is all.
        }

        await Task.WhenAll(asked);
    }

    private async Task AskOnceAsync()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            _answers.AddOrUpdate(await _http.GetStringAsync("/"), 1, (_, count) => count + 1);
            _latencies.Enqueue(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            _told?.Invoke(began, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or SocketException)
        {
            _failures.Enqueue($"after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms: {failure.Message}");
            _told?.Invoke(began, failure.Message);
        }
    }
}
