using System.Collections.Concurrent;
using ActorPm.Core.Hooks;

namespace ActorPm.Daemon.Hooks;

/// <summary>What came of each hook, by name: hook actors publish, anybody reads without asking an actor.</summary>
internal sealed class HookBoard
{
    private readonly ConcurrentDictionary<string, HookView> _views = new(StringComparer.Ordinal);

    /// <summary>All hooks, by name.</summary>
    public IReadOnlyList<HookView> All => [.. _views.Values.OrderBy(view => view.Name, StringComparer.Ordinal)];

    /// <summary>Puts up a newer view.</summary>
    public void Publish(HookView view) => _views[view.Name] = view;
}
