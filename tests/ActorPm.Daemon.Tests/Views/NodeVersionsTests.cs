using ActorPm.Core.Tests;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Tests.Views;

public sealed class NodeVersionsTests : IDisposable
{
    private readonly TempHome _home = new();

    public NodeVersionsTests()
    {
        Directory.CreateDirectory(_home.File("v20/bin"));
        Directory.CreateDirectory(_home.File("v20/include/node"));
        File.WriteAllText(_home.File("v20/bin/node"), "");
        File.WriteAllText(
            _home.File("v20/include/node/node_version.h"), "#ifndef X\n#define NODE_MAJOR_VERSION 20\n#define NODE_MINOR_VERSION 3\n#define NODE_PATCH_VERSION 1\n");
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void It_is_that_of_the_node_in_the_apps_PATH_through_links()
    {
        Directory.CreateDirectory(_home.File("links"));
        File.CreateSymbolicLink(_home.File("links/node"), _home.File("v20/bin/node"));

        Assert.Equal("20.3.1", new NodeVersions().Of(Specs.App(interpreter: "node", environment: [("PATH", $"/nowhere:{_home.File("links")}")])));
    }

    [Fact]
    public void A_path_names_the_program_itself() =>
        Assert.Equal("20.3.1", new NodeVersions().Of(Specs.App(interpreter: _home.File("v20/bin/node"))));

    [Fact]
    public void Other_programs_and_a_node_without_headers_have_none()
    {
        File.Delete(_home.File("v20/include/node/node_version.h"));

        Assert.Null(new NodeVersions().Of(Specs.App(interpreter: "python3", environment: [("PATH", _home.File("v20/bin"))])));
        Assert.Null(new NodeVersions().Of(Specs.App(interpreter: _home.File("v20/bin/node"))));
    }
}
