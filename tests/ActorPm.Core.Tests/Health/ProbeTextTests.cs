using ActorPm.Core.Control;
using ActorPm.Core.Health;

namespace ActorPm.Core.Tests.Health;

public sealed class ProbeTextTests
{
    public static TheoryData<string, ProbeRequest> Words => new()
    {
        { "/health", new ProbeRequest { Http = "/health" } },
        { "http://127.0.0.1:3000/health?a=b", new ProbeRequest { Http = "http://127.0.0.1:3000/health?a=b" } },
        { "tcp", new ProbeRequest { Tcp = "" } },
        { "tcp:9000", new ProbeRequest { Tcp = "9000" } },
        { "tcp:unix:/run/a.sock", new ProbeRequest { Tcp = "unix:/run/a.sock" } },
        { "exec: test -f /tmp/up ", new ProbeRequest { Exec = "test -f /tmp/up" } },
        { "watchdog", new ProbeRequest { Watchdog = true } },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void A_few_words_are_a_probe(string text, ProbeRequest probe)
    {
        Assert.True(ProbeText.TryParse(text, out var read, out _));

        Assert.Equal(probe, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("health")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("exec:")]
    [InlineData("exec: ")]
    [InlineData("tcp:")]
    [InlineData("tcp:example.org:80")]
    [InlineData("http://")]
    [InlineData("/a b")]
    [InlineData("udp:9")]
    public void Anything_else_says_what_to_write(string text)
    {
        Assert.False(ProbeText.TryParse(text, out _, out var problem));

        Assert.Contains("; ", problem);
        Assert.EndsWith(".", problem);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("tcp")]
    [InlineData("tcp:127.0.0.1:9000")]
    [InlineData("exec:true")]
    [InlineData("watchdog")]
    public void A_check_is_told_in_the_words_that_ask_for_it(string text)
    {
        Assert.True(ProbeText.TryParse(text, out var probe, out _));
        ProbeCheck check = probe switch
        {
            { Http: { } target } => new ProbeCheck.Http(target),
            { Tcp: { } address } => new ProbeCheck.Tcp(address.Length == 0 ? null : address),
            { Exec: { } command } => new ProbeCheck.Exec(command),
            _ => new ProbeCheck.Watchdog(),
        };

        Assert.Equal(text, ProbeText.Of(check));
    }
}
