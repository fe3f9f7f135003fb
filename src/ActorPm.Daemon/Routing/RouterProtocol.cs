using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Processes;

namespace ActorPm.Daemon.Routing;

/// <summary>What routers are told, and what they answer. Sent to <see cref="RoutersActor"/>, which passes it on by the app's name.</summary>
internal static class RouterProtocol
{
    /// <summary>Whatever is meant for one app's router.</summary>
    public interface IForApp
    {
        /// <summary>The app.</summary>
        AppName App { get; }
    }

    /// <summary>The app is as this spec says from now on. The router opens what listens, and keeps what is open already.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Spec">The spec.</param>
    public sealed record Serve(AppName App, AppSpec Spec) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>
    /// Where in the cluster the app runs besides this node. While there is a spec, what it says is open here, whether the app is on this node's list or not; requests that nobody
    /// here can take go to the other nodes.
    /// </summary>
    /// <param name="App">The app.</param>
    /// <param name="Spec">The app as the cluster wants it; null: it is the business of this node alone again.</param>
    /// <param name="Nodes">The other nodes that have ready instances.</param>
    public sealed record Reach(AppName App, AppSpec? Spec, ImmutableArray<FarNode> Nodes) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>The app is off the list: close what listens.</summary>
    /// <param name="App">The app.</param>
    public sealed record Close(AppName App) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>The app has another name.</summary>
    /// <param name="App">The name it had.</param>
    /// <param name="To">The name it has.</param>
    public sealed record Rename(AppName App, AppName To) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>An instance changed: tells of each start, readiness and end.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Report">How it stands.</param>
    public sealed record Changed(AppName App, InstanceReport Report) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>A slot is gone for good.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serial">The slot.</param>
    public sealed record Gone(AppName App, long Serial) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>No new requests for an instance; answer <see cref="Drained"/> when those under way are finished, or time is up.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serial">The slot.</param>
    public sealed record Drain(AppName App, long Serial) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>The answer to <see cref="Drain"/>.</summary>
    /// <param name="Serial">The slot.</param>
    /// <param name="Left">What was still under way when time was up; 0 when all was finished, null when the plane cannot count.</param>
    public sealed record Drained(long Serial, int? Left) : INoSerializationVerificationNeeded;

    /// <summary>Answer <see cref="Chosen"/>: where the next request goes. For whoever has no plane of their own; a plane asks its policy without a mailbox.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Key">As in <see cref="BalancingTicket"/>.</param>
    /// <param name="Chance">As in <see cref="BalancingTicket"/>.</param>
    public sealed record Choose(AppName App, ulong? Key, ulong Chance) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>The answer to <see cref="Choose"/>.</summary>
    /// <param name="Backend">The backend; null when none is ready.</param>
    public sealed record Chosen(Backend? Backend) : INoSerializationVerificationNeeded;

    /// <summary>The daemon becomes another program: accept no more, let finish what is under way, and answer <see cref="Suspended"/>. To all routers.</summary>
    /// <param name="Within">How long that may take.</param>
    public sealed record Suspend(TimeSpan Within) : INoSerializationVerificationNeeded;

    /// <summary>The answer to <see cref="Suspend"/>.</summary>
    public sealed record Suspended : INoSerializationVerificationNeeded
    {
        private Suspended()
        {
        }

        /// <summary>The only one.</summary>
        public static Suspended Instance { get; } = new();
    }

    /// <summary>A worker of Node's cluster said something to its primary.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serial">The slot.</param>
    /// <param name="Message">What.</param>
    /// <param name="Process">Who; answers go there.</param>
    public sealed record WorkerSaid(AppName App, long Serial, ChannelMessage Message, IRunningProcess Process) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>
    /// Answer <see cref="Serving"/> as soon as a new instance takes requests at every place where its elders do (handoff), or at once in the other planes,
    /// whose instances say themselves when they are ready; or as soon as it is clear that it will not. The asker sets the time limit.
    /// </summary>
    /// <param name="App">The app.</param>
    /// <param name="Serial">The slot.</param>
    public sealed record AwaitServing(AppName App, long Serial) : IForApp, INoSerializationVerificationNeeded;

    /// <summary>The answer to <see cref="AwaitServing"/>.</summary>
    /// <param name="Serial">The slot.</param>
    /// <param name="Problem">Why it does not; null when it does.</param>
    public sealed record Serving(long Serial, string? Problem) : INoSerializationVerificationNeeded;
}

/// <summary>Another node of the cluster that has ready instances of an app.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Instances">How many; at least 1.</param>
internal sealed record FarNode(string Name, int Instances);

/// <summary>How an instance stands, for the router.</summary>
/// <param name="Serial">Its slot.</param>
/// <param name="Attempt">The launch.</param>
/// <param name="Ordinal">Its number in the app.</param>
/// <param name="PmId">Its id for users.</param>
/// <param name="Pid">Its main process; 0 while none runs.</param>
/// <param name="Address">What it was told to listen on (proxy); else null.</param>
/// <param name="IsReady">Whether it may be given requests, as far as the instance itself is concerned.</param>
/// <param name="Reason">Why not, for people; else null.</param>
internal sealed record InstanceReport(long Serial, int Attempt, int Ordinal, int PmId, int Pid, ListenAddress? Address, bool IsReady, string? Reason)
{
    /// <summary>Whether it will take requests again without anybody's command: it runs, starts or is restarted. False when it rests.</summary>
    public bool ComesBack { get; init; } = true;
}
