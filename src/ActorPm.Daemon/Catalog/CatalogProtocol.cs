using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.History;

namespace ActorPm.Daemon.Catalog;

/// <summary>What the catalog actor answers to a <see cref="CatalogCommand"/>.</summary>
internal static class CatalogProtocol
{
    /// <summary>A command with the one who gave it. A bare <see cref="CatalogCommand"/> is the daemon's own.</summary>
    /// <param name="Command">What.</param>
    /// <param name="By">Who.</param>
    public sealed record Given(CatalogCommand Command, CommandOrigin By) : INoSerializationVerificationNeeded;

    /// <summary>The command is durable, and the apps have been told.</summary>
    /// <param name="Instructions">What they were told.</param>
    public sealed record Accepted(ImmutableArray<AppInstruction> Instructions);

    /// <summary>Nothing was changed.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Refused(ControlError Error);

    /// <summary>From the board to its subscribers: there is a newer list.</summary>
    public sealed class ListPublished : INoSerializationVerificationNeeded
    {
        private ListPublished()
        {
        }

        /// <summary>The only one.</summary>
        public static ListPublished Instance { get; } = new();
    }

    /// <summary>The answer when the journal did not take a command.</summary>
    /// <param name="explained">Why, as <see cref="Journal.IJournal.Explain"/> says it.</param>
    public static Refused NotWritten(string explained) => new(new ControlError(
        ControlErrorCode.JournalUnavailable, $"The wish could not be written to the journal: {explained}"));

    /// <summary>The answer while the journal is out of order and the catalog actor waits to try again.</summary>
    public static Refused Unavailable { get; } = new(new ControlError(
        ControlErrorCode.JournalUnavailable,
        "The journal cannot be used at the moment: see apm.log in the home for the cause; the command can be repeated, nothing was changed."));
}
