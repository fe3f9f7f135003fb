using System.Text;
using ActorPm.Core.Health;

namespace ActorPm.Core.Tests.Health;

public sealed class NotifyTextTests
{
    [Fact]
    public void Each_line_of_a_datagram_says_something()
    {
        var text = Parse("READY=1\nSTATUS=serving 3 clients\nMAINPID=4711\nWATCHDOG=1\n");

        Assert.Equal(new NotifyText { Phase = NotifyPhase.Ready, SaidReady = true, Watchdog = WatchdogWord.Alive, Status = "serving 3 clients" }, text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("READY=0")]
    [InlineData("READY=11")]
    [InlineData(" READY=1")]
    [InlineData("FDSTORE=1\nMAINPID=1\nBARRIER=1")]
    public void What_is_unknown_says_nothing(string datagram) => Assert.Equal(NotifyText.Nothing, Parse(datagram));

    [Fact]
    public void A_datagram_may_end_with_a_zero() => Assert.True(Parse("READY=1\0").SaidReady);

    [Fact]
    public void The_word_that_came_last_counts_and_that_it_was_ready_is_not_forgotten()
    {
        var text = Parse("READY=1").Then(Parse("RELOADING=1")).Then(Parse("STATUS=bye")).Then(Parse("STOPPING=1"));

        Assert.Equal(new NotifyText { Phase = NotifyPhase.Stopping, SaidReady = true, Status = "bye" }, text);
    }

    [Fact]
    public void A_trigger_of_the_watchdog_is_not_outdone_by_a_sign_of_life() =>
        Assert.Equal(WatchdogWord.Trigger, Parse("WATCHDOG=trigger").Then(Parse("WATCHDOG=1")).Watchdog);

    [Fact]
    public void A_status_is_cut_and_harmless_to_a_terminal()
    {
        var status = Parse($"STATUS=\u001b[31m{new string('x', 5000)}").Status;

        Assert.Equal(NotifyText.LongestStatus, status!.Length);
        Assert.DoesNotContain('\u001b', status);
    }

    private static NotifyText Parse(string datagram) => NotifyText.Parse(Encoding.UTF8.GetBytes(datagram));
}
