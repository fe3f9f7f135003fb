using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class ProcfileTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [Fact]
    public void Each_line_is_an_app_with_a_port_of_its_own()
    {
        var reading = EcosystemDocument.Read(
            Procfile.Read("# apps\nweb: node server.js -p $PORT\n\nworker:  ./work;sleep\r\n", new Dictionary<string, string> { ["A"] = "1" }, "/srv"),
            new EcosystemContext("/here", new Dictionary<string, string>(), null));

        Assert.Empty(reading.Problems);
        Assert.Equal(
            [("web", "node server.js -p $PORT", "/srv", "5000", "1"), ("worker", "bash", "/srv", "5100", "1")],
            reading.Apps.Select(app => (app.Name!, app.Target, app.Cwd!, app.Environment!["PORT"], app.Environment!["A"])));
        Assert.Equal(["-c", "./work;sleep"], reading.Apps[1].Arguments!);
        Assert.Equal("7000", Procfile.Read("web: x", new Dictionary<string, string> { ["PORT"] = "7000" }, "/").GetProperty("apps")[0].GetProperty("env").GetProperty("PORT").GetString());
    }

    [Theory]
    [InlineData("web: a\nnonsense", 2)]
    [InlineData("web:", 1)]
    [InlineData("we b: a", 1)]
    public void A_line_that_is_none_is_named(string text, int line) =>
        Assert.StartsWith($"not a Procfile at line {line}, ", Assert.Throws<AppFileSyntaxException>(() => Procfile.Read(text, NoVariables, "/")).Message);

    [Fact]
    public void Variables_are_read_as_foreman_reads_them() => Assert.Equal(
        [("A", "1"), ("B", "x y"), ("C", "a\nb\"c"), ("D", "$A\\n"), ("E", ""), ("F", "1 # no comment")],
        DotEnv.Read("A=1\n# c\nB='x y'\nC=\"a\\nb\\\"c\"\nexport D='$A\\n'\nE=\nnothing\n=x\nF=1 # no comment\r\n").Select(pair => (pair.Key, pair.Value)));
}
