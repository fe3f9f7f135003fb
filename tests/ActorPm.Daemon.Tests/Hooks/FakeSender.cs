using System.Collections.Concurrent;
using System.Threading.Channels;
using ActorPm.Daemon.Hooks;

namespace ActorPm.Daemon.Tests.Hooks;

/// <summary>Takes deliveries; each attempt ends as the test says.</summary>
internal sealed class FakeSender : IHookSender
{
    private readonly Channel<HookAttempt> _answers = Channel.CreateUnbounded<HookAttempt>();
    private readonly ConcurrentQueue<HookDelivery> _tried = new();

    /// <summary>Each attempt, oldest first.</summary>
    public IReadOnlyList<HookDelivery> Tried => [.. _tried];

    /// <summary>How the next attempt ends that nobody has answered yet.</summary>
    public void Answer(HookAttempt attempt) => _answers.Writer.TryWrite(attempt);

    public async Task<HookAttempt> SendAsync(HookDelivery delivery, CancellationToken cancellation)
    {
        _tried.Enqueue(delivery);
        return await _answers.Reader.ReadAsync(cancellation);
    }
}
