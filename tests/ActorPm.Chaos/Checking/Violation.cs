namespace ActorPm.Chaos.Checking;

/// <summary>A promise that was broken, where in time, and how.</summary>
/// <param name="Promise">1 to 8: the number in the list of promises.</param>
/// <param name="At">When.</param>
/// <param name="Text">What was seen, for a person.</param>
internal sealed record Violation(int Promise, TimeSpan At, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"P{Promise} at {At.TotalSeconds:0.000} s: {Text}";
}
