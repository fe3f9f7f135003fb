using System.Diagnostics;

namespace ActorPm.Chaos.Workload;

/// <summary>An <c>apm logs</c> that never reads what it is sent: it may hold up nobody. It is begun again when the daemon has taken it along.</summary>
internal sealed class SleepingFollower(Apm apm)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Follows until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Process? follower = null;
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (follower is null || follower.HasExited)
                {
                    follower?.Dispose();
                    follower = apm.Start("logs", "--raw");
                }

                await timer.WaitForNextTickAsync(CancellationToken.None);
            }
        }
        finally
        {
            if (follower is { HasExited: false })
            {
                follower.Kill();
            }

            follower?.Dispose();
        }
    }
}
