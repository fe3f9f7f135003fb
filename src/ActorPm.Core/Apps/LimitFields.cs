namespace ActorPm.Core.Apps;

/// <summary>What bounds the processes of a spec, in the words of an app file.</summary>
public static class LimitFields
{
    /// <summary>The fields, in their order.</summary>
    public static IEnumerable<(string Name, string Value)> Of(AppSpec spec) => LimitWords.Of(spec.Limits).Select(limit => ($"limits.{limit.Name}", limit.Value));
}
