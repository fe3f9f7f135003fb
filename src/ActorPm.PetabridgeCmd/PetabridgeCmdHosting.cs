using Akka.Hosting;
using ActorPm.Core.Operators;
using Petabridge.Cmd.Host;

namespace ActorPm.PetabridgeCmd;

/// <summary>Serves ActorPm's palettes to <c>pbm</c>.</summary>
public static class PetabridgeCmdHosting
{
    /// <summary>Adds a Petabridge.Cmd host with ActorPm's own palettes; those for actors and logs it has by itself. It asks nobody who they are: whoever reaches the port may do all that the daemon may.</summary>
    /// <param name="builder">The actor system.</param>
    /// <param name="host">Where it listens.</param>
    /// <param name="port">On which port.</param>
    /// <param name="work">Carries the verbs out; asked for when the actor system starts.</param>
    public static AkkaConfigurationBuilder AddOperatorPalettes(this AkkaConfigurationBuilder builder, string host, int port, Func<IOperatorWork> work) =>
        builder.AddPetabridgeCmd(options: new PetabridgeCmdOptions { Host = host, Port = port }, hostConfiguration: cmd =>
        {
            foreach (var palette in OperatorPalettes.Own)
            {
                cmd.RegisterCommandPalette(new OperatorPaletteHandler(palette, work()));
            }
        });
}
