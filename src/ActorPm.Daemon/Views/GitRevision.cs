using System.IO.Compression;
using System.Text;
using ActorPm.Core.Control;

namespace ActorPm.Daemon.Views;

/// <summary>Reads the revision of a working tree straight from Git's files, without running Git.</summary>
internal static class GitRevision
{
    private const int LargestFile = 1024 * 1024;

    /// <summary>The revision of the nearest working tree at or above a directory; null when there is none, or its files cannot be read.</summary>
    public static RevisionView? Find(string directory)
    {
        try
        {
            for (var root = directory; root is not null; root = Path.GetDirectoryName(root))
            {
                if (RepositoryOf(root) is { } repository)
                {
                    return Read(root, repository);
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            // Somebody else's files, shown for information only: unreadable, or with a path that is none, is the same as absent.
            return null;
        }
    }

    private static RevisionView Read(string root, string repository)
    {
        // A linked working tree keeps its HEAD for itself and all else in the repository that it was made from.
        var common = Text(Path.Combine(repository, "commondir")) is { Length: > 0 } shared ? Path.GetFullPath(shared, repository) : repository;
        var head = Text(Path.Combine(repository, "HEAD")) ?? "";
        var reference = head.StartsWith("ref: ", StringComparison.Ordinal) ? head["ref: ".Length..] : null;
        var revision = reference is null ? head : ResolveReference(common, reference);
        return new RevisionView(
            root,
            reference?.Replace("refs/heads/", "", StringComparison.Ordinal),
            string.IsNullOrEmpty(revision) ? null : revision,
            RemoteUrl(common),
            string.IsNullOrEmpty(revision) ? null : Comment(common, repository, revision),
            File.GetLastWriteTimeUtc(repository));
    }

    private static string? RepositoryOf(string root)
    {
        var git = Path.Combine(root, ".git");
        return Directory.Exists(git) ? git
            : Text(git) is { } text && text.StartsWith("gitdir: ", StringComparison.Ordinal) ? Path.GetFullPath(text["gitdir: ".Length..], root)
            : null;
    }

    private static string? ResolveReference(string common, string reference) =>
        Text(Path.Combine(common, reference)) ?? Lines(Path.Combine(common, "packed-refs"))
            .Where(line => line.EndsWith(" " + reference, StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).FirstOrDefault();

    private static string? RemoteUrl(string common)
    {
        var inOrigin = false;
        foreach (var line in Lines(Path.Combine(common, "config")).Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                inOrigin = line == "[remote \"origin\"]";
            }
            else if (inOrigin && line.StartsWith("url", StringComparison.Ordinal) && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                return WithoutPassword(line[(equals + 1)..].Trim());
            }
        }

        return null;
    }

    // https://user:token@host/path: the token is a secret.
    private static string WithoutPassword(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var slash = start < 3 ? -1 : url.IndexOf('/', start);
        var at = start < 3 ? -1 : url.LastIndexOf('@', slash < 0 ? url.Length - 1 : slash);
        return at < start ? url : url[..start] + url[(at + 1)..];
    }

    // The commit itself when it is a file of its own, else what the log of this working tree's HEAD says of it.
    private static string? Comment(string common, string repository, string revision)
    {
        var file = new FileInfo(Path.Combine(common, "objects", revision[..Math.Min(2, revision.Length)], revision[Math.Min(2, revision.Length)..]));
        if (file.Exists && file.Length <= LargestFile)
        {
            // A small file may unpack to a very long line.
            using var unpacked = new ZLibStream(file.OpenRead(), CompressionMode.Decompress);
            var beginning = new byte[LargestFile];
            using var reader = new StringReader(Encoding.UTF8.GetString(beginning, 0, unpacked.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false)));
            while (reader.ReadLine() is { } line)
            {
                if (line.Length == 0)
                {
                    return reader.ReadLine();
                }
            }
        }

        return Lines(Path.Combine(repository, "logs", "HEAD"))
            .Where(line => line.Split(' ').ElementAtOrDefault(1) == revision && line.Contains("\tcommit", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(": ", line.IndexOf('\t', StringComparison.Ordinal), StringComparison.Ordinal) + 2)..])
            .LastOrDefault();
    }

    private static string? Text(string path) => Lines(path).FirstOrDefault()?.Trim();

    private static string[] Lines(string path) =>
        new FileInfo(path) is { Exists: true, Length: <= LargestFile } ? File.ReadAllLines(path) : [];
}
