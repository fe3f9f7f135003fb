using Akka.Actor;
using ActorPm.Core.Operators;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace ActorPm.PetabridgeCmd;

/// <summary>Takes the commands of one connection for one palette. Each is carried out by a child, since Petabridge.Cmd stops the children when the user presses Ctrl-C.</summary>
public sealed class OperatorHandlerActor : CommandHandlerActor
{
    /// <summary>Use <see cref="Props"/>.</summary>
    public OperatorHandlerActor(OperatorPalette palette, IOperatorWork work)
        : base(PaletteTranslation.ToPetabridge(palette))
    {
        foreach (var verb in palette.Verbs)
        {
            Process(verb.Name, command =>
            {
                switch (PaletteTranslation.ToCall(palette, verb, command))
                {
                    case OperatorLine.Called { Call: var call }:
                        Context.ActorOf(OperatorRunActor.Props(call, work, Sender));
                        break;
                    case OperatorLine.Refused { Error: var error }:
                        Sender.Tell(new ErroredCommandResponse(error.Message));
                        break;
                    case var other:
                        throw new InvalidOperationException($"{palette.Name} {verb.Name} was read as {other}.");
                }
            });
        }
    }

    /// <summary>Its props.</summary>
    public static Props Props(OperatorPalette palette, IOperatorWork work) => Akka.Actor.Props.Create(() => new OperatorHandlerActor(palette, work));
}
