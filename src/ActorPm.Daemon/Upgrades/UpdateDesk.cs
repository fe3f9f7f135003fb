using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;
using ActorPm.Core.Rollouts;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Upgrades;

/// <summary>Takes the wish for an update, and tells how far the newest one is: that of this program, or the one by which it came to work.</summary>
/// <param name="preflight">Says whether a program is fit.</param>
/// <param name="readiness">Whether commands are under way.</param>
/// <param name="list">Which apps are being reloaded.</param>
/// <param name="clock">The time.</param>
/// <param name="arrived">The update by which this program came to work; null when it was started.</param>
internal sealed class UpdateDesk(UpdatePreflight preflight, Readiness readiness, CatalogBoard list, TimeProvider clock, UpgradeTicket? arrived)
{
    private const int MostSeconds = 3600;

    private static readonly TimeSpan CommandsLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly TaskCompletionSource<UpgradeTicket> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _busy;
    private volatile UpdateView _view = arrived is null ? NewView("", UpdatePhase.None) : Of(arrived) with { Phase = UpdatePhase.UnderWay };

    /// <summary>Ends when the daemon shall become another program.</summary>
    public Task<UpgradeTicket> Asked => _asked.Task;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ControlContract.Update, http => ControlHttp.WriteAsync(http, _view, ControlJson.Default.UpdateView));
        routes.MapPost(ControlContract.Update, TakeAsync);
    }

    /// <summary>This program takes commands: the update by which it came to work is over.</summary>
    /// <param name="kept">How many processes of apps it found alive.</param>
    /// <returns>How it went; null when this program was started.</returns>
    public UpdateView? Settle(int kept)
    {
        if (arrived is null)
        {
            return null;
        }

        return _view = Of(arrived) with
        {
            Phase = arrived.Failure is null ? UpdatePhase.Done : UpdatePhase.RolledBack,
            GapMs = Environment.TickCount64 - arrived.BeganAt,
            Kept = kept,
        };
    }

    private async Task TakeAsync(HttpContext http)
    {
        var request = await ControlHttp.ReadAsync(http, ControlJson.Default.UpdateRequest);
        if (request.TimeoutSeconds is < 1 or > MostSeconds)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"A time limit of {request.TimeoutSeconds} seconds is none for an update; give 1 to {MostSeconds} (--timeout).");
        }

        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw UnderWay();
        }

        try
        {
            if (_asked.Task.IsCompleted)
            {
                throw UnderWay();
            }

            var (program, _) = await preflight.RunAsync(request.Program, http.RequestAborted);
            await AwaitCommandsAsync(http.RequestAborted);
            var ticket = new UpgradeTicket(
                Guid.NewGuid().ToString("N"), OwnProgram.Real, ViewEndpoints.Version, program, request.TimeoutSeconds * 1000, Environment.TickCount64);
            _view = Of(ticket) with { Phase = UpdatePhase.UnderWay };
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            http.Response.Headers.Connection = "close";
            await ControlHttp.WriteAsync(http, _view, ControlJson.Default.UpdateView);
            await http.Response.CompleteAsync();
            _asked.TrySetResult(ticket);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private async Task AwaitCommandsAsync(CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        while (readiness.Commands > 0 || Reloading() is not null)
        {
            if (clock.GetElapsedTime(since) >= CommandsLimit)
            {
                throw new RefusedException(ControlErrorCode.UpdateRefused, Reloading() is { } app
                    ? $"No update: a reload of {app} is under way; wait for its end (`apm describe {app}`) and repeat the command."
                    : $"No update: {readiness.Commands} commands are under way and have not ended within {CommandsLimit.TotalSeconds:0} seconds; repeat the command when they have.");
            }

            await Task.Delay(Look, clock, cancellation);
        }
    }

    // One that is paused waits for the user's word, before and after.
    private string? Reloading() => list.Current.Apps.Values.FirstOrDefault(entry => entry.Rollout is { Phase: not RolloutPhase.Paused })?.Spec.Name.Value;

    private static UpdateView Of(UpgradeTicket ticket) => NewView(ticket.Id, UpdatePhase.None) with
    {
        From = ticket.From, FromVersion = ticket.FromVersion, To = ticket.To, Reason = ticket.Failure,
    };

    private static UpdateView NewView(string id, UpdatePhase phase) => new(id, phase, ViewEndpoints.Version, Environment.ProcessId);

    private static RefusedException UnderWay() => new(ControlErrorCode.UpdateRefused, "No update: another one is under way; wait for its end and repeat the command.");
}
