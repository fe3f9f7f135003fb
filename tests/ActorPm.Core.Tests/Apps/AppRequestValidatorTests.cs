using ActorPm.Core.Apps;
using ActorPm.Core.Control;

namespace ActorPm.Core.Tests.Apps;

public sealed class AppRequestValidatorTests
{
    private static readonly AppRequest _good = new()
    {
        Target = "app.js", CallerDirectory = "/srv", CallerEnvironment = new Dictionary<string, string> { ["PATH"] = "/bin" }, Arguments = ["--port", "1"],
    };

    [Fact]
    public void A_usual_request_has_no_problem() => Assert.Empty(AppRequestValidator.Problems(_good));

    [Fact]
    public void Every_text_with_a_NUL_character_is_named()
    {
        var request = _good with
        {
            Target = "a\0", Name = "n\0", Namespace = "s\0", Cwd = "c\0", Interpreter = "i\0", OutFile = "o\0", ErrorFile = "e\0",
            Arguments = ["a\0"], InterpreterArguments = ["i\0"], Environment = new Dictionary<string, string> { ["A"] = "v\0" },
        };

        Assert.Equal(10, AppRequestValidator.Problems(request).Count);
    }

    [Fact]
    public void So_are_those_of_the_proxy_and_the_probes()
    {
        var request = _good with
        {
            ReadyOn = "log:\0", Proxy = new ProxyRequest { Cert = "c\0", Key = "k\0", AccessLog = "a\0", Listen = [null!] }, Sockets = ["unix:/a\0"],
            StartupProbe = new ProbeRequest { Http = "/\0" }, ReadinessProbe = new ProbeRequest { Tcp = "\0" }, LivenessProbe = new ProbeRequest { Exec = "\0" },
        };

        Assert.Equal(9, AppRequestValidator.Problems(request).Count);
    }

    [Fact]
    public void A_missing_argument_or_value_is_refused_and_does_not_reach_the_journal()
    {
        Assert.Single(AppRequestValidator.Problems(_good with { Arguments = [null!] }));
        Assert.Single(AppRequestValidator.Problems(_good with { CallerEnvironment = new Dictionary<string, string> { ["A"] = null! } }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0")]
    public void A_variable_without_a_usable_name_is_refused(string name) =>
        Assert.Single(AppRequestValidator.Problems(_good with { Environment = new Dictionary<string, string> { [name] = "1" } }));

    [Fact]
    public void The_callers_directory_must_be_absolute() => Assert.Single(AppRequestValidator.Problems(_good with { CallerDirectory = "srv" }));

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":")]
    [InlineData("yes")]
    public void A_remark_that_is_no_JSON_is_refused(string value) =>
        Assert.Single(AppRequestValidator.Problems(_good with { Remarks = new Dictionary<string, string> { ["versioning"] = value } }));

    [Fact]
    public void The_directory_of_the_app_file_must_be_absolute() => Assert.Single(AppRequestValidator.Problems(_good with { FileDirectory = "srv" }));
}
