namespace ActorPm.Core.Rollouts;

/// <summary>How instances are replaced by newer ones without a gap.</summary>
public sealed record ReloadSettings
{
    /// <summary>One after another, no bake time.</summary>
    public static ReloadSettings Default { get; } = new();

    /// <summary>How long a new instance may take when nobody said: PM2's limit for a graceful reload.</summary>
    public static readonly TimeSpan DefaultReadyTimeout = TimeSpan.FromSeconds(8);

    /// <summary>How many new instances are started at a time, beyond those that serve. Default one.</summary>
    public Surge Surge { get; init; } = Surge.One;

    /// <summary>
    /// How long a new instance must have been ready, without a break, before an old one leaves. At least 0; null, the default, is 3 s for the first new instance of a
    /// reload and nothing for the others.
    /// </summary>
    public TimeSpan? MinimumHealthyTime { get; init; }

    /// <summary>How long a new instance may take until it is ready. More than 0; null, the default, is <c>listen_timeout</c>, or 8 s when that has its default.</summary>
    public TimeSpan? ReadyTimeout { get; init; }

    /// <summary>Whether two processes of one instance may live for a moment, in an app to which no requests are routed. Default false: reload is a restart.</summary>
    public bool Overlap { get; init; }
}

/// <summary>A number of instances, or a share of them.</summary>
/// <param name="Count">The number, at least 1; null when a share is given.</param>
/// <param name="Percent">The share, 1 to 100; null when a number is given.</param>
public sealed record Surge(int? Count, int? Percent)
{
    /// <summary>One.</summary>
    public static Surge One { get; } = new(1, null);

    /// <summary>How many that is, at least 1.</summary>
    /// <param name="instances">The number of instances.</param>
    public int Of(int instances) => Math.Clamp(Count ?? (int)Math.Ceiling(instances * (Percent ?? 0) / 100.0), 1, Math.Max(1, instances));

    /// <summary>Reads <c>2</c> or <c>25%</c>.</summary>
    public static bool TryParse(string text, out Surge surge)
    {
        surge = One;
        var isShare = text.EndsWith('%');
        if (!int.TryParse(isShare ? text[..^1] : text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            || number < 1 || (isShare && number > 100))
        {
            return false;
        }

        surge = isShare ? new Surge(null, number) : new Surge(number, null);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Percent is { } percent
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{percent}%")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Count ?? 1}");
}
