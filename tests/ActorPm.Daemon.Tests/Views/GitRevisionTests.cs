using System.IO.Compression;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Tests.Views;

public sealed class GitRevisionTests : IDisposable
{
    private const string Commit = "5925436aa0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5";

    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void The_branch_revision_and_remote_are_those_of_the_nearest_tree_above()
    {
        Write("tree/.git/HEAD", "ref: refs/heads/release/2\n");
        Write("tree/.git/refs/heads/release/2", Commit + "\n");
        Write("tree/.git/config", "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = no\n[remote \"origin\"]\n\turl = https://me:token@example.org/app.git\n");
        Write("tree/.git/logs/HEAD", $"{new string('0', 40)} {Commit} Me <me@example.org> 1 +0000\tcommit (initial): First of all: this\n");
        Directory.CreateDirectory(_home.File("tree/src/deep"));

        var revision = GitRevision.Find(_home.File("tree/src/deep"))!;

        Assert.Equal(
            (_home.File("tree"), "release/2", Commit, "https://example.org/app.git", "First of all: this"),
            (revision.Root, revision.Branch, revision.Revision, revision.RemoteUrl, revision.Comment));
    }

    [Fact]
    public void Packed_references_and_the_commit_itself_are_read()
    {
        Write("tree/.git/HEAD", "ref: refs/heads/main\n");
        Write("tree/.git/packed-refs", $"# pack-refs with: peeled\n{Commit} refs/heads/main\n");
        var commit = _home.File($"tree/.git/objects/{Commit[..2]}/{Commit[2..]}");
        Directory.CreateDirectory(Path.GetDirectoryName(commit)!);
        using (var writer = new StreamWriter(new ZLibStream(File.Create(commit), CompressionMode.Compress)))
        {
            writer.Write("commit 99\0tree 1\nauthor Me <me@example.org> 1 +0000\n\nA subject\n\nA body\n");
        }

        var revision = GitRevision.Find(_home.File("tree"))!;

        Assert.Equal(("main", Commit, "A subject", (string?)null), (revision.Branch, revision.Revision, revision.Comment, revision.RemoteUrl));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("ref: a\0b")]
    public void A_head_that_is_no_name_of_a_file_is_as_good_as_none(string head)
    {
        Write("tree/.git/HEAD", head);

        Assert.Null(GitRevision.Find(_home.File("tree")));
    }

    [Fact]
    public void A_linked_working_tree_has_its_own_head()
    {
        Write("main/.git/refs/heads/side", Commit);
        Write("main/.git/worktrees/side/HEAD", "ref: refs/heads/side");
        Write("main/.git/worktrees/side/commondir", "../..");
        Write("side/.git", $"gitdir: {_home.File("main/.git/worktrees/side")}\n");

        Assert.Equal(("side", Commit), GitRevision.Find(_home.File("side")) is { } revision ? (revision.Branch, revision.Revision) : default);
    }

    [Fact]
    public void A_commit_without_a_branch_and_a_tree_without_a_commit_are_shown_as_such()
    {
        Write("detached/.git/HEAD", Commit);
        Write("empty/.git/HEAD", "ref: refs/heads/main");

        Assert.Equal((null, Commit), GitRevision.Find(_home.File("detached")) is { } detached ? (detached.Branch, detached.Revision) : default);
        Assert.Equal(("main", null), GitRevision.Find(_home.File("empty")) is { } empty ? (empty.Branch, empty.Revision) : default);
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_home.File(path))!);
        File.WriteAllText(_home.File(path), text);
    }
}
