using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Daemon.Apps;

/// <summary>What the apps are told, and what they answer.</summary>
internal static class AppsProtocol
{
    /// <summary>The whole list after a replay: become what it says.</summary>
    /// <param name="Catalog">The list.</param>
    public sealed record Replay(AppCatalog Catalog) : INoSerializationVerificationNeeded;

    /// <summary>Durable instructions, with the list as it is now.</summary>
    /// <param name="Catalog">The list.</param>
    /// <param name="Instructions">What shall be done.</param>
    public sealed record Carry(AppCatalog Catalog, ImmutableArray<AppInstruction> Instructions) : INoSerializationVerificationNeeded;

    /// <summary>One app's part of <see cref="Carry"/>.</summary>
    /// <param name="Entry">The app as it is on the list now; null when it is off the list.</param>
    /// <param name="Instruction">What shall be done.</param>
    public sealed record Order(CatalogEntry? Entry, AppInstruction Instruction) : INoSerializationVerificationNeeded;

    /// <summary>Answer <see cref="Settled"/> as soon as these slots of an app have settled, or are gone.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serials">The slots.</param>
    public sealed record Settle(AppName App, ImmutableArray<long> Serials) : INoSerializationVerificationNeeded;

    /// <summary>The answer to <see cref="Settle"/>.</summary>
    public sealed record Settled : INoSerializationVerificationNeeded
    {
        private Settled()
        {
        }

        /// <summary>The only one.</summary>
        public static Settled Instance { get; } = new();
    }

    /// <summary>
    /// The daemon's own wish, which is no user's and is not journaled: fresh processes for those instances of an app that the cause reaches.
    /// </summary>
    /// <param name="App">The app.</param>
    /// <param name="Serials">Which of its slots; null for all.</param>
    /// <param name="Cause">Why.</param>
    public sealed record RestartOnline(AppName App, ImmutableArray<long>? Serials, RestartCause Cause) : INoSerializationVerificationNeeded
    {
        /// <summary>Whether a slot in a state is meant, provided that the user wishes it to run.</summary>
        public bool Reaches(long serial, InstanceState state) => Serials is not { } serials ? Cause.Reaches(state) : serials.Contains(serial) && Cause.Reaches(state);
    }

    /// <summary>The daemon's own verdict on an app whose group has failed: what runs of it is stopped and counts as errored.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Reason">One sentence for the user.</param>
    public sealed record GiveUp(AppName App, string Reason) : INoSerializationVerificationNeeded;

    /// <summary>Stop every process, whatever the wishes are; no new one is started. Answered by <see cref="Settled"/> when none lives.</summary>
    public sealed record ShutDown : INoSerializationVerificationNeeded
    {
        private ShutDown()
        {
        }

        /// <summary>The only one.</summary>
        public static ShutDown Instance { get; } = new();
    }

    /// <summary>
    /// The daemon becomes another program: note what it has to know of each slot, and do nothing any more. No process is touched. Answered by
    /// <see cref="Settled"/>.
    /// </summary>
    public sealed record Suspend : INoSerializationVerificationNeeded
    {
        private Suspend()
        {
        }

        /// <summary>The only one.</summary>
        public static Suspend Instance { get; } = new();
    }

    /// <summary>Up: a wish for the list, which the daemon itself has. The list answers the sender.</summary>
    /// <param name="Command">What.</param>
    public sealed record Wish(CatalogCommand Command) : INoSerializationVerificationNeeded;

    /// <summary>Answer with the <see cref="ReloadOutcome"/> of the reload that is under way as soon as it is over, or of the newest one at once.</summary>
    /// <param name="App">The app.</param>
    public sealed record AwaitReload(AppName App) : INoSerializationVerificationNeeded;

    /// <summary>Up from an app: its last slot is gone.</summary>
    /// <param name="App">The app.</param>
    public sealed record Emptied(AppName App) : INoSerializationVerificationNeeded;
}
