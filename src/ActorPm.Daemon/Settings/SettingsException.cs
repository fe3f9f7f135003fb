namespace ActorPm.Daemon.Settings;

/// <summary>The settings cannot be used; the message says what is wrong where, and how to mend it.</summary>
/// <param name="problems">Each a sentence; at least one.</param>
internal sealed class SettingsException(params IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    /// <summary>What is wrong, each a sentence.</summary>
    public IReadOnlyList<string> Problems => problems;
}
