using Akka.Actor;
using Akka.Hosting;

namespace Petabridge.Cmd.Host;

/// <summary>Brings a palette to a host.</summary>
public abstract class CommandPaletteHandler(CommandPalette palette)
{
    public CommandPalette Palette { get; } = palette;

    public abstract Props HandlerProps { get; }

    public virtual void OnRegister(PetabridgeCmd plugin)
    {
    }
}

/// <summary>Handles the commands of a palette for one connection.</summary>
public abstract class CommandHandlerActor(CommandPalette palette) : ReceiveActor
{
    protected CommandPalette Palette { get; } = palette;

    protected void Process(string name, Action<Command> handler)
    {
        if (Palette.Definitions.All(known => known.Name != name))
        {
            throw new ArgumentException($"{name} is not in {Palette.ModuleName}.", nameof(name));
        }

        Receive<Command>(handler, command => command.Name == name);
    }
}

/// <summary>A host.</summary>
public sealed class PetabridgeCmd(ActorSystem system, PetabridgeCmdOptions options)
{
    private readonly List<CommandPaletteHandler> _handlers = [];

    public ActorSystem Sys { get; } = system;

    public PetabridgeCmdOptions Options { get; } = options;

    public IReadOnlyList<CommandPaletteHandler> Handlers => _handlers;

    public bool RegisterCommandPalette(CommandPaletteHandler handler)
    {
        _handlers.Add(handler);
        handler.OnRegister(this);
        return true;
    }
}

/// <summary>Where a host listens.</summary>
public sealed class PetabridgeCmdOptions
{
    public string? Host { get; set; }

    public int? Port { get; set; }
}

/// <summary>Adds a host to an actor system.</summary>
public static class PetabridgeCmdHostingExtensions
{
    public static AkkaConfigurationBuilder AddPetabridgeCmd(this AkkaConfigurationBuilder builder, PetabridgeCmdOptions options, Action<PetabridgeCmd> hostConfiguration) =>
        builder.AddStartup((system, registry) =>
        {
            var host = new PetabridgeCmd(system, options);
            hostConfiguration(host);
            registry.Register<PetabridgeCmd>(system.ActorOf(Props.Create(() => new HostActor(host)), "petabridge.cmd"));
        });

    /// <summary>Answers whoever asks with its host: only the stand-in has it.</summary>
    public sealed class HostActor : ReceiveActor
    {
        public HostActor(PetabridgeCmd host) => ReceiveAny(_ => Sender.Tell(host));
    }
}
