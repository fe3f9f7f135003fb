namespace ActorPm.Daemon.Settings;

/// <summary>The settings cannot be used; the message says what is wrong where, and how to mend it.</summary>
internal sealed class SettingsException(string message) : Exception(message);
