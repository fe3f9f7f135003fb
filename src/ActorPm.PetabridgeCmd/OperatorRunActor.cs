using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;
using Petabridge.Cmd;

namespace ActorPm.PetabridgeCmd;

/// <summary>Carries out one verb: each line is an answer, and the last answer ends it. Its own end is the end of the verb.</summary>
#pragma warning disable CA1001 // disposed of in PostStop
internal sealed class OperatorRunActor : UntypedActor
#pragma warning restore CA1001
{
    private readonly OperatorCall _call;
    private readonly IOperatorWork _work;
    private readonly IActorRef _asker;
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Use <see cref="Props"/>.</summary>
    public OperatorRunActor(OperatorCall call, IOperatorWork work, IActorRef asker)
    {
        _call = call;
        _work = work;
        _asker = asker;
    }

    /// <summary>Its props.</summary>
    public static Props Props(OperatorCall call, IOperatorWork work, IActorRef asker) => Akka.Actor.Props.Create(() => new OperatorRunActor(call, work, asker));

    /// <inheritdoc/>
    protected override void PreStart() => RunAsync(_stopped.Token).PipeTo(Self, failure: cause => new Failed(cause));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CommandResponse last:
                _asker.Tell(last);
                Context.Stop(Self);
                break;
            case Failed { Cause: var cause }:
                Context.GetLogger().Error(cause, "{Verb} failed by a defect", _call.Name);
                _asker.Tell(new ErroredCommandResponse($"A defect in the daemon: {cause.GetBaseException().Message} apm.log in the home has the details; please report it."));
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private async Task<CommandResponse> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var line in _work.RunAsync(_call, OperatorPaletteHandler.Somebody, cancellation))
            {
                _asker.Tell(new CommandResponse(line, final: false));
            }

            return CommandResponse.Empty;
        }
        catch (RefusedException refused)
        {
            return new ErroredCommandResponse(refused.Error.Message);
        }
        catch (OperationCanceledException)
        {
            // The user has pressed Ctrl-C, or the daemon ends.
            return CommandResponse.Empty;
        }
    }

    private sealed record Failed(Exception Cause);
}
