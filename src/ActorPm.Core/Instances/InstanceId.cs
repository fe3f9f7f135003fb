using ActorPm.Core.Apps;

namespace ActorPm.Core.Instances;

/// <summary>One slot of an app: prints as <c>web:3</c>.</summary>
/// <param name="App">The app.</param>
/// <param name="Ordinal">The instance's number within the app, from 0 (PM2's <c>NODE_APP_INSTANCE</c>).</param>
public readonly record struct InstanceId(AppName App, int Ordinal)
{
    /// <inheritdoc/>
    public override string ToString() => $"{App}:{Ordinal}";
}
