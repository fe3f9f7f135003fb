using ActorPm.Core.Health;

namespace ActorPm.Core.Tests.Health;

public sealed class ProbeMachineTests
{
    private static readonly ProbeOutcome _success = new ProbeOutcome.Success();
    private static readonly ProbeOutcome _failure = new ProbeOutcome.Failure("it answered 503");
    private static readonly ProbeSettings _settings = new(new ProbeCheck.Tcp(null)) { Successes = 2, Failures = 3 };

    [Theory]
    [InlineData("", ProbeVerdict.Unknown)]
    [InlineData("+", ProbeVerdict.Unknown)]
    [InlineData("++", ProbeVerdict.Well)]
    [InlineData("+-+", ProbeVerdict.Unknown)]
    [InlineData("--", ProbeVerdict.Unknown)]
    [InlineData("---", ProbeVerdict.Ill)]
    [InlineData("--+--", ProbeVerdict.Unknown)]
    [InlineData("++--", ProbeVerdict.Well)]
    [InlineData("++--+--", ProbeVerdict.Well)]
    [InlineData("++---", ProbeVerdict.Ill)]
    [InlineData("---+", ProbeVerdict.Ill)]
    [InlineData("---++", ProbeVerdict.Well)]
    public void A_verdict_takes_enough_outcomes_of_one_kind_in_a_row(string outcomes, ProbeVerdict verdict)
    {
        var state = outcomes.Aggregate(ProbeState.Unasked, (known, outcome) => ProbeMachine.Next(known, outcome == '+' ? _success : _failure, _settings));

        Assert.Equal(verdict, state.Verdict);
    }

    [Fact]
    public void The_newest_failure_is_remembered_over_successes()
    {
        var state = ProbeMachine.Next(ProbeMachine.Next(ProbeState.Unasked, _failure, _settings), _success, _settings);

        Assert.Equal(new ProbeState(ProbeVerdict.Unknown, 1, "it answered 503"), state);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void Chance_spreads_the_first_question_over_one_pause_after_the_delay(double random)
    {
        var settings = _settings with { Delay = TimeSpan.FromSeconds(10), Interval = TimeSpan.FromSeconds(4) };

        var pause = ProbeMachine.FirstPause(ProbeKind.Liveness, settings, ProbeState.Unasked, random);

        Assert.Equal(TimeSpan.FromSeconds(10 + (4 * random)), pause);
    }

    [Fact]
    public void Readiness_is_asked_often_until_there_is_a_first_verdict()
    {
        var well = ProbeMachine.Next(ProbeMachine.Next(ProbeState.Unasked, _success, _settings), _success, _settings);

        Assert.Equal(TimeSpan.FromMilliseconds(250), ProbeMachine.NextPause(ProbeKind.Readiness, _settings, ProbeState.Unasked));
        Assert.Equal(TimeSpan.FromSeconds(5), ProbeMachine.NextPause(ProbeKind.Readiness, _settings, well));
        Assert.Equal(TimeSpan.FromMilliseconds(100), ProbeMachine.NextPause(ProbeKind.Readiness, _settings with { Interval = TimeSpan.FromMilliseconds(100) }, ProbeState.Unasked));
    }

    [Theory]
    [InlineData(ProbeKind.Startup)]
    [InlineData(ProbeKind.Liveness)]
    public void Where_failures_end_an_instance_the_pause_is_as_the_settings_say(ProbeKind kind) =>
        Assert.Equal(_settings.Interval, ProbeMachine.NextPause(kind, _settings, ProbeState.Unasked));
}
