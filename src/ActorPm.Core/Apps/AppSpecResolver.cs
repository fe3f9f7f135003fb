namespace ActorPm.Core.Apps;

/// <summary>Turns an app request into a spec.</summary>
public static class AppSpecResolver
{
}
