using ActorPm.Core.Apps;
using ActorPm.Core.Rollouts;
using static ActorPm.Core.Tests.Apps.ResolvedApps;

namespace ActorPm.Core.Tests.Apps;

public sealed class ReadyResolverTests
{
    [Theory]
    [InlineData("\"ready_on\": \"spawned\"", ReadySignal.Spawned, null)]
    [InlineData("\"ready_on\": \"message\"", ReadySignal.Message, null)]
    [InlineData("\"ready_on\": \"notify\"", ReadySignal.Notify, null)]
    [InlineData("\"ready_on\": \"listening\", \"instances\": 2", ReadySignal.Listening, null)]
    [InlineData("\"ready_on\": \"listening\", \"proxy\": 80", ReadySignal.Listening, null)]
    [InlineData("\"ready_on\": \"log:^listening on \\\\d+\"", ReadySignal.LogLine, "^listening on \\d+")]
    [InlineData("\"wait_ready\": true", ReadySignal.Message, null)]
    [InlineData("\"wait_ready\": true, \"ready_on\": \"message\"", ReadySignal.Message, null)]
    [InlineData("\"wait_ready\": false, \"ready_on\": \"notify\"", ReadySignal.Notify, null)]
    [InlineData("\"name\": \"x\"", ReadySignal.Spawned, null)]
    public void The_fields_choose_the_sign(string fields, ReadySignal signal, string? pattern) =>
        Assert.Equal(ReadySettings.Default with { Signal = signal, LogPattern = pattern }, Spec(File(fields)).Ready);

    [Theory]
    [InlineData("\"wait_ready\": true, \"ready_on\": \"notify\"", "wait_ready waits for the message 'ready', and ready_on says notify; remove one of them.")]
    [InlineData("\"wait_ready\": false, \"ready_on\": \"message\"", "wait_ready is false, and ready_on waits for the message 'ready'; remove one of them.")]
    [InlineData("\"ready_on\": \"listening\"", "ready_on listening needs an app that listens through the daemon; give it cluster mode, sockets or a proxy, or wait for another sign: message, notify or log:REGEX.")]
    public void What_contradicts_itself_is_a_problem(string fields, string problem) => Assert.Equal(problem, Assert.Single(Problems(File(fields))));

    [Fact]
    public void A_sign_that_is_none_is_a_problem_that_names_the_field() =>
        Assert.Equal(
            "'soon' says not when an instance is online; give spawned, message, listening, notify or log:REGEX (ready_on).",
            Assert.Single(Problems(Request() with { ReadyOn = "soon" })));

    [Fact]
    public void A_change_keeps_the_sign_and_its_pattern_or_takes_them_back()
    {
        var spec = Spec(File("\"ready_on\": \"log:up\""));

        Assert.Equal(spec.Ready with { ListenTimeout = TimeSpan.FromSeconds(1) }, Change(spec, app => app with { ListenTimeoutMs = 1000 }).Ready);
        Assert.Equal(ReadySettings.Default, Change(spec, app => app with { ReadyOn = "" }).Ready);
        Assert.Equal(ReadySettings.Default with { Signal = ReadySignal.Message }, Change(spec, app => app with { WaitReady = true }).Ready);
    }

    [Fact]
    public void What_a_reload_does_arrives_and_is_taken_back()
    {
        var spec = Spec(File("\"surge\": \"25%\", \"min_healthy_time\": \"2s\", \"ready_timeout\": \"1m\", \"overlap\": true"));

        Assert.Equal(
            new ReloadSettings { Surge = new Surge(null, 25), MinimumHealthyTime = TimeSpan.FromSeconds(2), ReadyTimeout = TimeSpan.FromMinutes(1), Overlap = true }, spec.Reload);
        Assert.True(spec.MayOverlap);
        Assert.Equal(
            spec.Reload with { Surge = Surge.One, Overlap = false }, Change(spec, app => app with { Surge = "", Overlap = false }).Reload);
    }

    [Fact]
    public void What_a_reload_cannot_do_is_a_problem()
    {
        var problems = Problems(Request() with { Surge = "half", MinimumHealthyTimeMs = -1, ReadyTimeoutMs = 0 });

        Assert.Equal("'half' is not a number of instances to start at a time; give 1 or more, or a share such as 25% (surge).", problems[0]);
        Assert.Equal(["min_healthy_time -1 is out of range", "ready_timeout 0 is out of range"], problems.Skip(1).Select(problem => problem[..problem.IndexOf(';', StringComparison.Ordinal)]));
    }
}
