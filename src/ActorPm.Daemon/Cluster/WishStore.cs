using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using ActorPm.Core.Cluster;
using ActorPm.Daemon.Journal;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// The book of wishes as this node keeps it: in <c>cluster/wishes.json</c>, replaced whole and flushed before anybody is told that a wish is kept. What the user wrote of an
/// app is sealed by the home's key, as in the journal, since it holds the app's environment. Any thread.
/// </summary>
internal sealed class WishStore
{
    private const string Request = "request";

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly EnvironmentSeal _seal;
    private volatile WishBook _book;

    private WishStore(string path, EnvironmentSeal seal, WishBook book)
    {
        _path = path;
        _seal = seal;
        _book = book;
    }

    /// <summary>The newest book.</summary>
    public WishBook Book => _book;

    /// <summary>Opens the file; there is none in a new cluster.</summary>
    /// <param name="path">Where.</param>
    /// <param name="seal">The home's.</param>
    /// <exception cref="DaemonStartException">It is damaged.</exception>
    public static WishStore Open(string path, EnvironmentSeal seal)
    {
        try
        {
            var wishes = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ClusterRecordJson.Default.IReadOnlyListClusterWish) ?? [] : [];
            return new WishStore(path, seal, WishBook.Empty.Merge(wishes.Select(wish => WithText(wish, sealedText => seal.Unseal(sealedText)[Request]))));
        }
        catch (Exception damage) when (damage is JsonException or IOException or UnauthorizedAccessException or FormatException or CryptographicException or KeyNotFoundException)
        {
            throw new DaemonStartException($"The wishes of the cluster in {path} cannot be used ({damage.Message.TrimEnd('.')}); delete the file, and the node gets them from the others.");
        }
    }

    /// <summary>Takes what another node knows, or what is written here.</summary>
    /// <returns>Whether anything was new.</returns>
    /// <exception cref="IOException">It could not be kept; nothing changes.</exception>
    public bool Merge(IEnumerable<ClusterWish> wishes)
    {
        lock (_gate)
        {
            var next = _book.Merge(wishes);
            if (ReferenceEquals(next, _book))
            {
                return false;
            }

            Save(next);
            _book = next;
            return true;
        }
    }

    /// <summary>Writes a wish of this node's, with a number above all that it knows.</summary>
    /// <param name="write">Makes the wish of the present one of its key, and of the number; null changes nothing.</param>
    /// <returns>The wish; null when nothing was to change.</returns>
    /// <exception cref="IOException">It could not be kept; nothing changes.</exception>
    public ClusterWish? Write(Func<WishBook, long, ClusterWish?> write)
    {
        lock (_gate)
        {
            if (write(_book, _book.NextNumber) is not { } wish)
            {
                return null;
            }

            Merge([wish]);
            return wish;
        }
    }

    private static ClusterWish WithText(ClusterWish wish, Func<string, string> change) => wish with
    {
        Request = wish.Request is { } text ? change(text) : null,
        Former = wish.Former is { } former ? WithText(former, change) : null,
    };

    private void Save(WishBook book)
    {
        IReadOnlyList<ClusterWish> wishes = [.. book.Wishes.Values.Select(wish => WithText(wish, text => _seal.Seal(ImmutableDictionary<string, string>.Empty.Add(Request, text))))];
        try
        {
            File.Move(DaemonHome.WriteDraft(_path, JsonSerializer.SerializeToUtf8Bytes(wishes, ClusterRecordJson.Default.IReadOnlyListClusterWish)), _path, overwrite: true);
        }
        catch (UnauthorizedAccessException denied)
        {
            Log.Error("The wishes of the cluster cannot be written to {Path}: {Reason}", _path, denied.Message);
            throw new IOException(denied.Message, denied);
        }
    }
}
