using ActorPm.Core.Operators;

namespace ActorPm.Core.Access;

/// <summary>Which role a verb of the shell takes: that of the route that does the same.</summary>
public static class ShellAccess
{
    /// <summary>The least role for a verb. One that changes something and is not known here takes <see cref="Role.Admin"/>.</summary>
    public static Role Of(OperatorPalette palette, OperatorVerb verb) => (palette.Name, verb.Name) switch
    {
        ("apps", "start" or "stop" or "restart" or "reload" or "promote" or "rollback" or "scale" or "reset") => Role.Operate,
        _ when verb.Effect is OperatorEffect.Changes => Role.Admin,
        _ => Role.View,
    };
}
