using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// What a node keeps of its cluster, in <c>cluster/</c> of the home: the record, its certificate and key, the authority's. Files are 0600 and replaced whole.
/// </summary>
internal sealed class ClusterHome(string home)
{
    private string Folder => Path.Combine(home, "cluster");

    /// <summary>Where the wishes of the cluster are.</summary>
    public string WishesPath => Path.Combine(Folder, "wishes.json");

    private string RecordPath => Path.Combine(Folder, "cluster.json");

    private string AuthorityPath => Path.Combine(Folder, "authority.pem");

    private string NodePath => Path.Combine(Folder, "node.pem");

    /// <summary>Whether this node belongs to a cluster.</summary>
    public bool Exists => File.Exists(RecordPath);

    /// <summary>Reads the record and the certificates.</summary>
    /// <exception cref="DaemonStartException">They cannot be read, or are damaged.</exception>
    public (ClusterRecord Record, X509Certificate2 Authority, X509Certificate2 Node) Load()
    {
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(RecordPath), ClusterRecordJson.Default.ClusterRecord) ?? throw new JsonException("it is empty");
            _ = NodeName.Parse(record.Name);
            return (record, Certificate(AuthorityPath), Certificate(NodePath));
        }
        catch (Exception damage) when (damage is JsonException or CryptographicException or FormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DaemonStartException($"What this node keeps of its cluster in {Folder} cannot be used ({damage.Message}); bring the folder back from a backup, or delete it and join the cluster again with `apm cluster join`.");
        }
    }

    /// <summary>Writes all of it.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Save(ClusterRecord record, X509Certificate2 authority, X509Certificate2 node)
    {
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Replace(AuthorityPath, Pem(authority));
        Replace(NodePath, Pem(node));

        // Last: what has no record is no cluster.
        Save(record);
    }

    /// <summary>Writes the record.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Save(ClusterRecord record) => Replace(RecordPath, JsonSerializer.SerializeToUtf8Bytes(record, ClusterRecordJson.Default.ClusterRecord));

    /// <summary>Forgets the cluster: the keys too.</summary>
    /// <exception cref="IOException">It could not be deleted.</exception>
    public void Delete()
    {
        File.Delete(RecordPath);
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The key of a certificate, PEM.</summary>
    public static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("a certificate without its key");
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static X509Certificate2 Certificate(string path) => X509Certificate2.CreateFromPem(File.ReadAllText(path), File.ReadAllText(path));

    private static byte[] Pem(X509Certificate2 certificate) => System.Text.Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{KeyOf(certificate)}\n");

    private static void Replace(string path, byte[] content) => File.Move(DaemonHome.WriteDraft(path, content), path, overwrite: true);
}
