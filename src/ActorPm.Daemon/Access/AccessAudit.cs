using ActorPm.Core.Control;
using ActorPm.Core.Events;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Events;
using Serilog;

namespace ActorPm.Daemon.Access;

/// <summary>
/// Tells what others than the daemon's own user have done, and what was refused: on the bus (<see cref="BusTopics.Access"/>) and in the daemon's log. Whoever is refused all the
/// time cannot fill the log: beyond a burst, refusals are counted and told with the next line.
/// </summary>
internal sealed class AccessAudit(EventBus bus, TimeProvider clock)
{
    private const int Burst = 100;
    private const double PerSecond = 1;

    private readonly Lock _gate = new();
    private readonly long _began = clock.GetTimestamp();
    private TokenBucket _refusals = TokenBucket.Full(Burst, PerSecond);
    private long _untold;

    /// <summary>A request was carried out.</summary>
    public void Done(Caller caller, string method, string path, IReadOnlyList<string> targets, string result)
    {
        Log.Information("{Who}{From} had {Method} {Path} carried out{Targets}: {Result}", caller.Name, From(caller.Address), method, Plain(path), Named(targets), result);
        Publish(caller.Name, caller.Address, method, path, targets, result);
    }

    /// <summary>A request failed, or was refused.</summary>
    /// <param name="who">For people.</param>
    /// <param name="address">From which machine; null for this one.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path.</param>
    /// <param name="targets">What it is about.</param>
    /// <param name="error">Why.</param>
    public void Refused(string who, string? address, string method, string path, IReadOnlyList<string> targets, ControlError error)
    {
        long untold;
        lock (_gate)
        {
            var (left, wait) = _refusals.Take(clock.GetElapsedTime(_began));
            if (wait > TimeSpan.Zero)
            {
                // Nobody waits for the turn, so the token stays.
                _untold++;
                return;
            }

            _refusals = left;
            (untold, _untold) = (_untold, 0);
        }

        if (untold > 0)
        {
            Log.Warning("{Count} requests more were refused", untold);
        }

        Log.Warning("{Who}{From} was refused {Method} {Path}{Targets}: {Reason}", who, From(address), method, Plain(path), Named(targets), error.Message);
        Publish(who, address, method, path, targets, error.Code.ToString());
    }

    private void Publish(string who, string? address, string method, string path, IReadOnlyList<string> targets, string result) => bus.Publish(
        BusTopics.Access, null, new AccessBody(who, address, method, Plain(path), targets, result, clock.GetUtcNow().ToUnixTimeMilliseconds()), BusJson.Default.AccessBody);

    private static string From(string? address) => address is null ? "" : " from " + address;

    private static string Named(IReadOnlyList<string> targets) => targets.Count == 0 ? "" : " for " + string.Join(", ", targets);

    private static string Plain(string path) => new([.. (path.Length > 200 ? path[..200] : path).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
