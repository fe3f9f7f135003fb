using ActorPm.Core.Hooks;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Hooks;

/// <summary>What hooks work with.</summary>
/// <param name="Instances">How the instances stand.</param>
/// <param name="Curves">What they used.</param>
/// <param name="Board">Where it is published what came of each hook.</param>
/// <param name="Sender">Makes what carries a hook's deliveries.</param>
/// <param name="Teller">Who tells them, now.</param>
/// <param name="Clock">Gives the time.</param>
/// <param name="Chance">0 to 1.</param>
internal sealed record HooksContext(
    InstanceBoard Instances, UsageCurves Curves, HookBoard Board, Func<HookSettings, IHookSender> Sender, Func<HookTeller> Teller, TimeProvider Clock, Func<double> Chance);
