using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Cluster;
using ActorPm.Daemon.Logging;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using ClusterSettings = ActorPm.Daemon.Settings.ClusterSettings;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// The actor system that is a member of the cluster. One of its own, beside the system that owns the apps: a member that the others have given up ends its actor
/// system, and no app may notice.
/// </summary>
internal sealed class MeshSystem
{
    private const string SystemName = "mesh";

    // What a member tells of itself goes round as roles, since these are what Akka's gossip carries.
    private const string NamePrefix = "name=", PeerPrefix = "peer=", VersionPrefix = "version=", UserPrefix = "role=";

    private readonly ActorSystem _system;
    private readonly Akka.Cluster.Cluster _cluster;

    private MeshSystem(ActorSystem system)
    {
        _system = system;
        _cluster = Akka.Cluster.Cluster.Get(system);
    }

    /// <summary>Ends when the system has ended: it was given up by the others, or <see cref="LeaveAsync"/>.</summary>
    public Task Ended => _system.WhenTerminated;

    /// <summary>Whether this node is a member at the moment.</summary>
    public bool IsMember => !_cluster.IsTerminated && _cluster.SelfMember.Status is MemberStatus.Up or MemberStatus.WeaklyUp;

    /// <summary>Makes it. It listens, and belongs to no cluster yet.</summary>
    /// <param name="record">Who this node is.</param>
    /// <param name="authority">Whose certificates are accepted.</param>
    /// <param name="node">The own certificate, with its key.</param>
    /// <param name="version">The own version, for the status.</param>
    /// <param name="settings">How it judges the others.</param>
    /// <param name="arrived">Is told of each member that is up.</param>
    /// <param name="lost">Is told the name of each node that the cluster has given up, if this node is the one to tell it.</param>
    /// <exception cref="Exception">The port cannot be used.</exception>
    public static MeshSystem Create(ClusterRecord record, X509Certificate2 authority, X509Certificate2 node, string version, ClusterSettings settings, Action<PeerRecord> arrived, Action<string> lost)
    {
        ImmutableArray<string> roles =
        [
            NamePrefix + record.Name, PeerPrefix + record.Address, VersionPrefix + version, .. record.Roles.Select(role => UserPrefix + role),
        ];
        var config = ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            akka {
              loggers = ["{{typeof(SerilogAkkaLogger).AssemblyQualifiedName}}"]
              loglevel = INFO
              stdout-loglevel = OFF
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              # Half of the idle cost of a member is a finer clock than a cluster needs.
              scheduler.tick-duration = 33ms
              actor {
                provider = cluster
                serializers.json = "{{typeof(NoJsonSerializer).AssemblyQualifiedName}}"
              }
              remote {
                untrusted-mode = on
                trusted-selection-paths = ["/system/cluster/core/daemon", "/system/cluster/heartbeatReceiver"]
                dot-netty.tcp {
                  hostname = "{{record.Address.Host}}"
                  port = {{record.Address.RemotingPort}}
                  enable-ssl = on
                  server-socket-worker-pool { pool-size-min = 1, pool-size-max = 1 }
                  client-socket-worker-pool { pool-size-min = 1, pool-size-max = 1 }
                }
              }
              cluster {
                roles = [{{string.Join(", ", roles.Select(role => $"\"{role}\""))}}]
                retry-unsuccessful-join-after = 3s
                downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
                split-brain-resolver {
                  active-strategy = {{settings.Strategy}}
                  stable-after = {{settings.StableAfter.TotalMilliseconds}}ms
                  static-quorum.quorum-size = {{settings.QuorumSize}}
                }
              }
            }
            """));
        var tls = new DotNettySslSetup(
            node, suppressValidation: false, requireMutualAuthentication: true, validateCertificateHostname: false,
            (certificate, _, peer, _, log) =>
            {
                var isGood = CertificateAuthority.Accepts(authority, certificate, out var problem);
                if (!isGood)
                {
                    log.Warning("{0} may not connect to this cluster: {1}", peer, problem);
                }

                return isGood;
            });
        var mesh = new MeshSystem(ActorSystem.Create(SystemName, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), tls)));
        mesh._system.ActorOf(ArrivalsActor.Props(member => arrived(PeerOf(member))), "arrivals");
        mesh._system.ActorOf(LossesActor.Props(member => lost(TextOf(member, NamePrefix))), "losses");
        return mesh;
    }

    /// <summary>Begins a cluster of its own.</summary>
    public void Begin() => _cluster.Join(_cluster.SelfAddress);

    /// <summary>Joins through these.</summary>
    public void Join(IEnumerable<PeerAddress> members) => _cluster.JoinSeedNodes(members.Select(AddressOf));

    /// <summary>Leaves the cluster in order and ends.</summary>
    public async Task LeaveAsync()
    {
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        await _system.WhenTerminated;
    }

    /// <summary>Has the others give up a member that they cannot reach.</summary>
    public void Down(NodeName name)
    {
        foreach (var member in _cluster.State.Members.Where(member => TextOf(member, NamePrefix) == name.Value))
        {
            _cluster.Down(member.Address);
        }
    }

    /// <summary>The members as this node sees them.</summary>
    public IReadOnlyList<MeshMember> Members()
    {
        var state = _cluster.State;
        return
        [
            .. state.Members.Select(member => new MeshMember(
                TextOf(member, NamePrefix), TextOf(member, PeerPrefix), TextOf(member, VersionPrefix),
                [.. member.Roles.Where(role => role.StartsWith(UserPrefix, StringComparison.Ordinal)).Select(role => role[UserPrefix.Length..]).Order()],
                member.Status.ToString().ToLowerInvariant(), !state.Unreachable.Contains(member), member.Address == state.Leader)),
        ];
    }

    private Address AddressOf(PeerAddress peer) => _cluster.SelfAddress.WithHost(peer.Host).WithPort(peer.RemotingPort);

    private static PeerRecord PeerOf(Member member) => PeerAddress.TryParse(TextOf(member, PeerPrefix), out var address, out _)
        ? new PeerRecord(TextOf(member, NamePrefix), address)
        : throw new FormatException($"the member {member.Address} tells no address");

    private static string TextOf(Member member, string prefix) => member.Roles.FirstOrDefault(role => role.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..] ?? "";
}

/// <summary>A member as a node sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is reached, as users write it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Roles">What users called it.</param>
/// <param name="Status">Akka's word: joining, up, leaving, exiting, down.</param>
/// <param name="IsReachable">Whether its heartbeats arrive.</param>
/// <param name="IsLeader">Whether it carries out what the cluster has agreed on.</param>
internal sealed record MeshMember(string Name, string Address, string Version, IReadOnlyList<string> Roles, string Status, bool IsReachable, bool IsLeader);
