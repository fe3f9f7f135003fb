using ActorPm.Processes.Events;

namespace ActorPm.Processes.Tests;

public sealed class EventLoopSpecs
{
    [Fact(Timeout = 60000)]
    public async Task No_posted_work_is_forgotten_however_many_threads_post()
    {
        using var loop = new EventLoop();
        for (var round = 0; round < 2000; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                loop.Post(done.SetResult);
                return done.Task;
            })));
        }
    }
}
