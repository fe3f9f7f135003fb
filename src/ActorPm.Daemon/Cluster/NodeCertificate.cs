using System.Security.Cryptography.X509Certificates;

namespace ActorPm.Daemon.Cluster;

/// <summary>The certificate of this node, with its key. It is replaced while the node runs; whoever makes a connection takes that of the moment. Any thread.</summary>
internal sealed class NodeCertificate(X509Certificate2 first)
{
    private volatile X509Certificate2 _current = first;

    /// <summary>The newest one.</summary>
    public X509Certificate2 Current => _current;

    /// <summary>Replaces it. The former one is left to whoever has connections by it.</summary>
    public void Replace(X509Certificate2 next) => _current = next;
}
