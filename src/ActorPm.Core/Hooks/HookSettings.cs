using System.Collections.Immutable;
using ActorPm.Core.Events;

namespace ActorPm.Core.Hooks;

/// <summary>A hook: who is told of what, and how often.</summary>
/// <param name="Name">Its name, 1 to 64 letters, digits, '-' and '_'.</param>
/// <param name="On">What it is told of; at least one event.</param>
/// <param name="Target">Where that goes.</param>
public sealed record HookSettings(string Name, ImmutableHashSet<HookEvent> On, HookTarget Target)
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Names of apps, in which <c>*</c> stands for any text. Empty, the default: all.</summary>
    public ImmutableArray<string> Apps { get; init; } = [];

    /// <summary>The same of namespaces. An app must be meant by both.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>How long one attempt may take; default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request that failed is tried again, 0 to 20; default 3. Programs are run once.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>For how long after a delivery the same event of the same app with the same cause is only counted; zero: never. Default 5 min.</summary>
    public TimeSpan Deduplicate { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many deliveries it is given at most within a time.</summary>
    public HookLimit Limit { get; init; } = HookLimit.Default;

    /// <summary>Whether the hook is told of an occurrence. One without an app (a lost node) is no matter of <see cref="Apps"/> and <see cref="Namespaces"/>.</summary>
    public bool Wants(HookOccurrence occurrence) => On.Contains(occurrence.Event)
        && (occurrence.App is not { } app || Matches(Apps, app))
        && (occurrence.Namespace is not { } space || Matches(Namespaces, space));

    private static bool Matches(ImmutableArray<string> patterns, string text) => patterns.IsEmpty || patterns.Any(pattern => Wildcard.Matches(pattern, text));
}

/// <summary>Where a hook's deliveries go.</summary>
public abstract record HookTarget
{
    private HookTarget()
    {
    }

    /// <summary>A request (POST) to an address.</summary>
    /// <param name="Url">Where; http or https.</param>
    /// <param name="Headers">Further headers of each request.</param>
    /// <param name="Secret">The key of the signature; null: requests are not signed.</param>
    public sealed record Webhook(Uri Url, ImmutableSortedDictionary<string, string> Headers, string? Secret) : HookTarget
    {
        /// <inheritdoc/>
        // The path may be as good as a password (chat services), and so may a user in front of the host.
        public override string ToString() => $"{Url.Scheme}://{Url.Authority}/…";
    }

    /// <summary>A program, which is run.</summary>
    /// <param name="Program">Its absolute path.</param>
    /// <param name="Arguments">Its arguments.</param>
    public sealed record Exec(string Program, ImmutableArray<string> Arguments) : HookTarget
    {
        /// <inheritdoc/>
        public override string ToString() => Program;
    }
}

/// <summary>How many deliveries are made within a time.</summary>
/// <param name="Count">How many at once, 1 to 10,000.</param>
/// <param name="Per">The time in which as many come again; above zero.</param>
public sealed record HookLimit(int Count, TimeSpan Per)
{
    /// <summary>10 a minute.</summary>
    public static HookLimit Default { get; } = new(10, TimeSpan.FromMinutes(1));
}
