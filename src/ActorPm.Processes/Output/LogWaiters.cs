namespace ActorPm.Processes.Output;

/// <summary>Those who wait for a log to change. Used under its file's lock.</summary>
internal sealed class LogWaiters
{
    private readonly List<TaskCompletionSource> _waiting = [];

    /// <summary>Counts changes: whoever has seen this one has seen all.</summary>
    public long Version { get; private set; }

    /// <summary>Ends with the next change.</summary>
    public TaskCompletionSource Add()
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(waiter);
        return waiter;
    }

    /// <summary>Nobody waits there any more.</summary>
    public void Remove(TaskCompletionSource waiter) => _waiting.Remove(waiter);

    /// <summary>The log has changed.</summary>
    public void Wake()
    {
        Version++;
        if (_waiting.Count == 0)
        {
            return;
        }

        foreach (var waiter in _waiting)
        {
            waiter.TrySetResult();
        }

        _waiting.Clear();
    }
}
