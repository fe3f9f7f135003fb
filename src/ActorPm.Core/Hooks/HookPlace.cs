using System.Collections.Immutable;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Hooks;

/// <summary>How an instance stands, as far as hooks have to know it.</summary>
/// <param name="App">Its app.</param>
/// <param name="Ordinal">Its number in the app.</param>
/// <param name="Namespace">The app's namespace.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="MinimumUptime">How long a process must live so that its start counts as one.</param>
/// <param name="StopExitCodes">The exit codes by which it says that it wants to rest.</param>
public sealed record HookPlace(
    string App, int Ordinal, string Namespace, InstanceState State, int Restarts, TimeSpan MinimumUptime, ImmutableArray<int> StopExitCodes);
