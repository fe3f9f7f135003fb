using System.Text.Json;

namespace ActorPm.Core.Messages;

/// <summary>What an app said over its message channel. A closed family.</summary>
public abstract record AppMessage
{
    private AppMessage()
    {
    }

    /// <summary><c>"ready"</c>: it serves now.</summary>
    /// <param name="Body">The message as it came, for the bus.</param>
    public sealed record Ready(JsonElement Body) : AppMessage;

    /// <summary><c>{type, data}</c>: a message for whoever listens to that topic.</summary>
    /// <param name="Topic">Its type.</param>
    /// <param name="Data">Its data.</param>
    public sealed record Custom(string Topic, JsonElement Data) : AppMessage;

    /// <summary><c>axm:action</c>: something that <c>apm trigger</c> can call.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Description">The whole description: <c>action_name</c>, <c>action_type</c>, <c>arity</c>, <c>opts</c>.</param>
    public sealed record Action(string Name, JsonElement Description) : AppMessage;

    /// <summary><c>axm:monitor</c>: new values of metrics.</summary>
    /// <param name="Values">An object, by name.</param>
    public sealed record Metrics(JsonElement Values) : AppMessage;

    /// <summary><c>axm:option:configuration</c>: how the app's library is set up.</summary>
    /// <param name="Values">An object, by name.</param>
    public sealed record Options(JsonElement Values) : AppMessage;

    /// <summary><c>{node_version}</c>: which Node.js runs it.</summary>
    /// <param name="Version">As Node.js writes it, without a <c>v</c>.</param>
    public sealed record NodeVersion(string Version) : AppMessage;

    /// <summary>Anything else.</summary>
    /// <param name="Body">The message as it came.</param>
    public sealed record Raw(JsonElement Body) : AppMessage;

    /// <summary>What the runtime says to its own parent (<c>{cmd: "NODE_…"}</c>): nobody else's business.</summary>
    public sealed record Internal : AppMessage;
}
