using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Logging;
using Serilog.Events;

namespace ActorPm.Daemon.Operators;

/// <summary>The palette <c>log</c>: the daemon's own log.</summary>
internal sealed class LogVerbs(RecentLog recent, Func<ActorSystem> system, CancellationToken stopping)
{
    private static readonly IReadOnlyList<(string Word, LogEventLevel Level)> _levels =
        [("debug", LogEventLevel.Debug), ("info", LogEventLevel.Information), ("warning", LogEventLevel.Warning), ("error", LogEventLevel.Error)];

    /// <summary>Carries a verb out that does not follow.</summary>
    public IReadOnlyList<string> Tell(OperatorCall call) => call.Verb.Name switch
    {
        "level" when call.Find("level") is { } word => Change(word),
        "level" => [Word],
        "peek" => recent.Last(call.Number("lines")),
        _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
    };

    /// <summary>The newest lines, and then each as it is written, until the daemon stops.</summary>
    public async IAsyncEnumerable<string> FollowAsync(OperatorCall call, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        await foreach (var line in recent.FollowAsync(call.Number("lines"), ended.Token))
        {
            yield return line;
        }
    }

    private string Word => _levels.Where(known => known.Level == recent.Level.MinimumLevel).Select(known => known.Word).FirstOrDefault("debug");

    private IReadOnlyList<string> Change(string word)
    {
        var before = Word;
        var level = _levels.First(known => known.Word == word).Level;
        // The change itself is told whichever of the two levels would tell it.
        recent.Level.MinimumLevel = (LogEventLevel)Math.Min((int)level, (int)recent.Level.MinimumLevel);
        Serilog.Log.Information("The log tells {Level} and worse from now on, until the daemon ends; it was {Before}", word, before);
        recent.Level.MinimumLevel = level;
        // Actors ask their own level first, so that what nobody reads costs nothing.
        system().EventStream.SetLogLevel(word == "debug" ? LogLevel.DebugLevel : LogLevel.InfoLevel);
        return [$"{before} → {word}, until the daemon ends; log-level in actorpm.conf changes it for good"];
    }
}
