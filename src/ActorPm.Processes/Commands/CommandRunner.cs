using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Processes.Launching;

namespace ActorPm.Processes.Commands;

/// <summary>Runs each command as the only process of a slot that exists no longer than it, so that trees are known and ended by the same means as those of apps.</summary>
internal sealed class CommandRunner(ProcessLauncher launcher, TimeProvider clock) : ICommandRunner
{
    private long _serial = Slots.FirstOfCommands;

    /// <inheritdoc/>
    public async Task<ExitStatus?> RunAsync(CommandOrder order, TimeSpan limit, CancellationToken cancellation)
    {
        var serial = Interlocked.Increment(ref _serial);
        var end = new CommandEnd();
        var process = launcher.Launch(
            new LaunchOrder(
                order.Instance, serial, 1, order.Program, order.Arguments, order.WorkingDirectory, order.Environment, order.OutputFile, order.OutputFile, "", RestartHistory.StartingAt(clock.GetUtcNow()))
            {
                RunAs = order.RunAs,
            },
            end);
        ExitStatus? status = null;
        try
        {
            status = await end.Exited.WaitAsync(limit, clock, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Both mean that its time is up.
        }

        // A process that the kernel does not let die (a disk that hangs) is awaited all the same: another one beside it would share its fate.
        process.KillTree();
        await end.Gone.ConfigureAwait(false);
        process.Release();
        launcher.Forget(serial);
        return status;
    }

    private sealed class CommandEnd : IProcessObserver
    {
        private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ExitStatus> Exited => _exited.Task;

        public Task Gone => _gone.Task;

        void IProcessObserver.Exited(int attempt, ExitStatus status, Leftovers leftovers)
        {
            _exited.TrySetResult(status);
            if (leftovers is Leftovers.None)
            {
                _gone.TrySetResult();
            }
        }

        void IProcessObserver.TreeGone(int attempt) => _gone.TrySetResult();

        void IProcessObserver.Message(ChannelMessage message) => message.Dispose();

        void IProcessObserver.ChannelClosed(int attempt)
        {
        }
    }
}
