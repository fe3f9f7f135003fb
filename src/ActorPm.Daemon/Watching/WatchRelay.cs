using Akka.Actor;
using ActorPm.Processes;

namespace ActorPm.Daemon.Watching;

/// <summary>
/// Stands between a watcher's thread and an actor: remembers what changed, and tells the actor only of the first change that it has not asked about
/// yet. However many files change, one message is on its way.
/// </summary>
internal sealed class WatchRelay(IActorRef watch, TimeProvider clock) : ITreeObserver
{
    private readonly Lock _gate = new();
    private News? _news;
    private bool _told;

    /// <inheritdoc/>
    public void Watching(int directories) => watch.Tell(new Began(directories));

    /// <inheritdoc/>
    public void Changed(string path, TreeChange change)
    {
        lock (_gate)
        {
            _news = new News(_news?.Path ?? path, clock.GetUtcNow());
            if (_told)
            {
                return;
            }

            _told = true;
        }

        watch.Tell(Noticed.Instance);
    }

    /// <inheritdoc/>
    public void Impaired(string problem) => watch.Tell(new Problem(problem));

    /// <summary>
    /// What changed since the last call. When nothing has, null, and the next change is told by <see cref="Noticed"/>; as long as there is news,
    /// whoever takes it is expected to ask again.
    /// </summary>
    public News? Take()
    {
        lock (_gate)
        {
            var news = _news;
            _news = null;
            _told = news is not null;
            return news;
        }
    }

    /// <summary>Changes, as far as anybody needs to know.</summary>
    /// <param name="Path">What changed first.</param>
    /// <param name="Last">When the newest change was noticed.</param>
    public sealed record News(string Path, DateTimeOffset Last);

    /// <summary>To the actor: something changed, see <see cref="Take"/>.</summary>
    public sealed class Noticed : INoSerializationVerificationNeeded
    {
        private Noticed()
        {
        }

        /// <summary>The only one.</summary>
        public static Noticed Instance { get; } = new();
    }

    /// <summary>To the actor: the watch is in place.</summary>
    /// <param name="Directories">How many directories are watched.</param>
    public sealed record Began(int Directories) : INoSerializationVerificationNeeded;

    /// <summary>To the actor: something is not watched.</summary>
    /// <param name="Sentence">For the user.</param>
    public sealed record Problem(string Sentence) : INoSerializationVerificationNeeded;
}
