using ActorPm.Core.Guard;
using ActorPm.Processes.Handover;

namespace ActorPm.Daemon.Upgrades;

/// <summary>What an update has to do with a daemon that is put together.</summary>
/// <param name="Environment">The daemon's variables.</param>
/// <param name="Arrived">The update by which it came to work; null when it was started.</param>
/// <param name="Inherited">What the daemon before handed over.</param>
internal sealed record UpgradeContext(IReadOnlyDictionary<string, string> Environment, UpgradeTicket? Arrived, DescriptorBundle Inherited);
