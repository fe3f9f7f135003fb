using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Instances;

public sealed class SignalNamesTests
{
    [Theory]
    [InlineData("SIGTERM", UnixSignal.SIGTERM)]
    [InlineData("TERM", UnixSignal.SIGTERM)]
    [InlineData("sigterm", UnixSignal.SIGTERM)]
    [InlineData("15", UnixSignal.SIGTERM)]
    [InlineData("usr2", UnixSignal.SIGUSR2)]
    [InlineData("9", UnixSignal.SIGKILL)]
    public void A_signal_is_read_as_users_write_it(string text, UnixSignal signal)
    {
        Assert.Equal(signal, SignalNames.TryParse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("0")]
    [InlineData("-9")]
    [InlineData("32")]
    [InlineData("99999999999")]
    [InlineData("SIGNOTHING")]
    [InlineData("TERM,INT")]
    [InlineData("SIG15")]
    [InlineData(" TERM")]
    public void Anything_else_is_no_signal(string text)
    {
        Assert.Null(SignalNames.TryParse(text));
    }

    [Fact]
    public void Every_signal_is_found_by_its_name_and_by_its_number()
    {
        foreach (var signal in Enum.GetValues<UnixSignal>())
        {
            Assert.Equal(signal, SignalNames.TryParse(signal.ToString()));
            Assert.Equal(signal, SignalNames.TryParse(((int)signal).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}
