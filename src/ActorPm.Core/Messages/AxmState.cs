using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace ActorPm.Core.Messages;

/// <summary>
/// What an app has told of itself: the actions it offers, its metrics, its library's options. A value; bounded in entries and bytes, so that no
/// app can fill the daemon.
/// </summary>
public sealed record AxmState
{
    /// <summary>The most actions, metrics and options, of each.</summary>
    public const int MaxEntries = 256;

    /// <summary>The most bytes of one entry.</summary>
    public const int MaxEntryBytes = 16 * 1024;

    /// <summary>Of an app that has told nothing.</summary>
    public static AxmState Empty { get; } = new();

    /// <summary>Actions in the order in which they were announced, each as its description in JSON.</summary>
    public ImmutableArray<AxmEntry> Actions { get; private init; } = [];

    /// <summary>Metrics with their newest values.</summary>
    public ImmutableArray<AxmEntry> Metrics { get; private init; } = [];

    /// <summary>Options with their newest values.</summary>
    public ImmutableArray<AxmEntry> Options { get; private init; } = [];

    /// <summary>The version of Node.js that runs it; null when it has not said.</summary>
    public string? NodeVersion { get; private init; }

    /// <summary>How many entries did not fit.</summary>
    public int Dropped { get; private init; }

    /// <summary>All actions as PM2's <c>axm_actions</c>.</summary>
    public string ActionsJson => $"[{string.Join(',', Actions.Select(action => action.Json))}]";

    /// <summary>All metrics as PM2's <c>axm_monitor</c>.</summary>
    public string MetricsJson => ObjectOf(Metrics);

    /// <summary>All options as PM2's <c>axm_options</c>.</summary>
    public string OptionsJson => ObjectOf(Options);

    /// <summary>Whether it offers an action.</summary>
    public bool Offers(string action) => Actions.Any(entry => entry.Name == action);

    /// <summary>The state after a message; the same for one that says nothing of this.</summary>
    public AxmState After(AppMessage message) => message switch
    {
        AppMessage.Action action when Offers(action.Name) => this,
        AppMessage.Action action => With(Actions, action.Name, action.Description, this, static (state, actions) => state with { Actions = actions }),
        AppMessage.Metrics metrics => Merge(metrics.Values, static state => state.Metrics, static (state, entries) => state with { Metrics = entries }),
        AppMessage.Options options => Merge(options.Values, static state => state.Options, static (state, entries) => state with { Options = entries }),
        AppMessage.NodeVersion { Version.Length: <= 64 } version => this with { NodeVersion = version.Version },
        AppMessage.NodeVersion or AppMessage.Ready or AppMessage.Custom or AppMessage.Raw or AppMessage.Internal => this,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "Not a message of an app."),
    };

    private AxmState Merge(JsonElement values, Func<AxmState, ImmutableArray<AxmEntry>> get, Func<AxmState, ImmutableArray<AxmEntry>, AxmState> put)
    {
        var state = this;
        foreach (var value in values.EnumerateObject())
        {
            state = With(get(state), value.Name, value.Value, state, put);
        }

        return state;
    }

    private static AxmState With(
        ImmutableArray<AxmEntry> entries, string name, JsonElement value, AxmState state, Func<AxmState, ImmutableArray<AxmEntry>, AxmState> put)
    {
        var json = value.GetRawText();
        if (Encoding.UTF8.GetByteCount(json) + Encoding.UTF8.GetByteCount(name) > MaxEntryBytes)
        {
            return state with { Dropped = state.Dropped + 1 };
        }

        var entry = new AxmEntry(name, json);
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Name == name)
            {
                return put(state, entries.SetItem(i, entry));
            }
        }

        return entries.Length < MaxEntries ? put(state, entries.Add(entry)) : state with { Dropped = state.Dropped + 1 };
    }

    private static string ObjectOf(ImmutableArray<AxmEntry> entries) =>
        $"{{{string.Join(',', entries.Select(entry => $"{JsonSerializer.Serialize(entry.Name, MessagesJson.Default.String)}:{entry.Json}"))}}}";
}

/// <summary>One action, metric or option.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Json">Its value as the app wrote it.</param>
public sealed record AxmEntry(string Name, string Json);
