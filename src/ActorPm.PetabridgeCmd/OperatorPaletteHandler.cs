using Akka.Actor;
using ActorPm.Core.History;
using ActorPm.Core.Operators;
using Petabridge.Cmd.Host;

namespace ActorPm.PetabridgeCmd;

/// <summary>A palette as Petabridge.Cmd takes it: it makes one handler for each connection.</summary>
/// <param name="palette">The palette.</param>
/// <param name="work">Carries its verbs out.</param>
public sealed class OperatorPaletteHandler(OperatorPalette palette, IOperatorWork work) : CommandPaletteHandler(PaletteTranslation.ToPetabridge(palette))
{
    /// <summary>What the history says of those who come by pbm: the connection does not tell who they are.</summary>
    public static CommandOrigin Somebody { get; } = new(CommandWay.PetabridgeCmd, null, null, null);

    /// <inheritdoc/>
    public override Props HandlerProps => OperatorHandlerActor.Props(palette, work);
}
