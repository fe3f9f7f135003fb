namespace ActorPm.Cli.Tests;

public sealed class ProgramFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("apm-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_folder_is_named_through_the_link_that_leads_to_it()
    {
        Link("0.1.0");

        Assert.Equal($"{_root}/current", ProgramFolder.Of($"{_root}/0.1.0/"));
    }

    [Fact]
    public void A_link_to_another_version_or_to_nothing_is_not_taken()
    {
        Link("0.2.0");

        Assert.Equal($"{_root}/0.1.0", ProgramFolder.Of($"{_root}/0.1.0/"));

        Directory.Delete($"{_root}/0.2.0");
        Assert.Equal($"{_root}/0.1.0", ProgramFolder.Of($"{_root}/0.1.0/"));
    }

    [Fact]
    public void A_folder_without_a_link_beside_it_is_named_as_it_is()
    {
        Assert.Equal($"{_root}/apm", ProgramFolder.Of($"{_root}/apm/"));
        Directory.CreateDirectory($"{_root}/current");
        Assert.Equal($"{_root}/current", ProgramFolder.Of($"{_root}/current/"));
        Assert.Equal("/", ProgramFolder.Of("/"));
    }

    private void Link(string version)
    {
        Directory.CreateDirectory($"{_root}/{version}");
        File.CreateSymbolicLink($"{_root}/current", version);
    }
}
