namespace ActorPm.Core.Control;

/// <summary>A setting of the daemon.</summary>
/// <param name="Key">Its full path.</param>
/// <param name="Value">What a daemon that starts now takes, as it was written; <c>(hidden)</c> for a secret that is set.</param>
/// <param name="Origin"><see cref="Default"/>, <c>actorpm.conf line N</c>, or the environment variable that sets it.</param>
public sealed record SettingView(string Key, string Value, string Origin)
{
    /// <summary>The origin of what nobody has set.</summary>
    public const string Default = "default";
}
