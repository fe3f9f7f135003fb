using ActorPm.Core.Tests;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Tests.Views;

public sealed class PackageVersionsTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly PackageVersions _versions = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("""{ "version": "1.2.3" }""", "1.2.3")]
    [InlineData("""{ "version": 3 }""", "N/A")]
    [InlineData("""{ }""", "N/A")]
    [InlineData("""[]""", "N/A")]
    [InlineData("""{ "version": """, "N/A")]
    [InlineData("", "N/A")]
    public void The_nearest_package_json_states_the_version(string json, string version)
    {
        Directory.CreateDirectory(_home.File("src"));
        File.WriteAllText(_home.File("package.json"), json);

        Assert.Equal(version, _versions.Of(Specs.App(script: _home.File("src/web.js"), interpreter: "node")));
    }

    [Fact]
    public void A_program_that_runs_itself_has_none()
    {
        File.WriteAllText(_home.File("package.json"), """{ "version": "1.2.3" }""");

        Assert.Equal("N/A", _versions.Of(Specs.App(script: _home.File("tool"))));
    }
}
