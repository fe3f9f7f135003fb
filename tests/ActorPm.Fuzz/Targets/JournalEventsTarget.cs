using System.Runtime.Serialization;
using ActorPm.Core.Catalog;
using ActorPm.Daemon.Journal;
using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// What stands in the journal, under every manifest: it is read, or refused by the exception that the daemon turns into a sentence, and what is read
/// can be applied to any list, and written again.
/// </summary>
internal sealed class JournalEventsTarget : IFuzzTarget
{
    private static readonly string[] Manifests =
    [
        "app-added:1", "spec-changed:1", "app-renamed:1", "instances-added:1", "instances-removed:1", "instances-started:1", "instances-stopped:1", "app-removed:1", "rollout-began:1",
        "slot-replaced:1", "rollout-paused:1", "rollout-resumed:1", "rollout-turned:1", "rollout-promoted:1", "rollout-abandoned:1", "catalog:1",
    ];

    // The key of the fixtures.
    private readonly CatalogEventSerializer _serializer = new(null!, new EnvironmentSeal([.. Enumerable.Range(0, 32).Select(n => (byte)n)]));
    private readonly AppCatalog _list;

    /// <summary>Reads the fixtures, which make a list to apply events to.</summary>
    public JournalEventsTarget() => _list = Fixture("catalog-1.json") is { } bytes ? (AppCatalog)_serializer.FromBinary(bytes, "catalog:1") : AppCatalog.Empty;

    /// <inheritdoc/>
    public string Name => "journal-events";

    /// <inheritdoc/>
    public int Weight => 2;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
    [
        "spec", "slots", "serials", "app", "to", "replacements", "old", "new", "candidate", "previous", "rollout", "phase", "rolling", "nextPmId", "nextSerial", "name", "environment", "instances", "killSignal",
        "killTimeoutMs", "minimumUptimeMs", "backoff", "factor", "capMs", "readyOn", "log:/x/", "startupProbe", "reload", "surge", "25%", "watch", "cron", "pattern", "routing", "restartMode", "ordinal", "serial", "my app ☃", "web",
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var bytes = input.ToArray();
        foreach (var manifest in Manifests)
        {
            object read;
            try
            {
                read = _serializer.FromBinary(bytes, manifest);
            }
            catch (SerializationException)
            {
                continue;
            }

            var list = read is CatalogEvent happened ? _list.Apply(happened) : (AppCatalog)read;
            foreach (var name in list.Apps.Values.Select(entry => entry.Spec.Name).Take(3))
            {
                list = list.Apply(new CatalogEvent.RolloutResumed(name)).Apply(new CatalogEvent.RolloutPromoted(name));
            }

            var again = _serializer.FromBinary(_serializer.ToBinary(list), "catalog:1");
            if (((AppCatalog)again).Apps.Count != list.Apps.Count)
            {
                throw new BrokenPromiseException("a list that is written and read is another");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static byte[]? Fixture(string name) => Path.Combine(FuzzOptions.Original, "seeds", "journal-events", name) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null;
}
