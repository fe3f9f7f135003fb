using Akka.Hosting;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Settings;
using ActorPm.PetabridgeCmd;

namespace ActorPm.Daemon.Operators;

/// <summary>The palettes for <c>pbm</c>, in a daemon that was built with Petabridge.Cmd (<c>-p:PetabridgeCmd=true</c>).</summary>
internal static class PetabridgeCmdShell
{
    /// <summary>Why the setting has no effect; null when it has.</summary>
    public static string? Problem(PetabridgeCmdSettings? settings) => null;

    /// <summary>Adds it to the actor system.</summary>
    public static AkkaConfigurationBuilder AddPetabridgeCmdShell(this AkkaConfigurationBuilder builder, PetabridgeCmdSettings? settings, Func<IOperatorWork> work) =>
        settings is null ? builder : builder.AddOperatorPalettes(settings.Host, settings.Port, work);
}
