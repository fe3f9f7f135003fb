using Akka.Hosting;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Settings;

namespace ActorPm.Daemon.Operators;

/// <summary>A daemon that was built without Petabridge.Cmd: says so when it is asked for, since a supervisor does not stay away for want of a shell.</summary>
internal static class PetabridgeCmdShell
{
    /// <summary>Why the setting has no effect; null when it is off.</summary>
    public static string? Problem(PetabridgeCmdSettings? settings) => settings is null ? null
        : "actorpm.petabridge-cmd.enabled is on, but this apmd was built without Petabridge.Cmd, so that pbm cannot connect; build it with -p:PetabridgeCmd=true, use `apm shell`, or set it to off.";

    /// <summary>Adds nothing.</summary>
    public static AkkaConfigurationBuilder AddPetabridgeCmdShell(this AkkaConfigurationBuilder builder, PetabridgeCmdSettings? settings, Func<IOperatorWork> work) => builder;
}
