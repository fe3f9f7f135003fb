namespace ActorPm.Daemon.Settings;

/// <summary>Something that is wrong with the settings.</summary>
/// <param name="Key">The full path of the key that it is about.</param>
/// <param name="Text">What is wrong and what would do, in a sentence.</param>
internal sealed record SettingsProblem(string Key, string Text);
