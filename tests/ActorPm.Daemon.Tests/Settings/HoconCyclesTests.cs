using ActorPm.Daemon.Settings;
using Akka.Configuration.Hocon;

namespace ActorPm.Daemon.Tests.Settings;

public sealed class HoconCyclesTests
{
    [Theory]
    [InlineData("a = ${a}", "a")]
    [InlineData("b = ${b?=}", "b?=")]
    [InlineData("a = ${b}\nb = ${c}\nc = ${a}", null)]
    [InlineData("a { b = ${a} }", "a")]
    [InlineData("a = [1, ${a}]", "a")]
    [InlineData("a = x ${a}", "a")]
    public void A_value_that_is_part_of_itself_is_found(string text, string? path)
    {
        var found = HoconCycles.Find(Parser.Parse(text, null));

        Assert.NotNull(found);
        Assert.True(path is null || path.StartsWith(found, StringComparison.Ordinal), found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a = 1\nb = ${a}\nc = ${a} ${b}\nd { e = ${c}, f = [${a}, ${b}] }\ng = ${d}")]
    [InlineData("a = 1\na = 2\nb { c = ${a} }\nb { d = ${b.c} }")]
    public void Values_that_are_used_twice_are_no_cycle(string text) => Assert.Null(HoconCycles.Find(Parser.Parse(text, null)));

    [Theory]
    [InlineData("actorpm.log-level = ${actorpm.log-level}", "leads back to itself")]
    [InlineData("actorpm { log-level = ${", "a substitution is")]
    [InlineData("actorpm.journal.busy-timeout", "actorpm.journal.busy-timeout")]
    [InlineData("actorpm.journal.busy-timeout = 99999999999999999999d", "actorpm.journal.busy-timeout")]
    [InlineData("actorpm.log-file-size = 99999999999999999999999999 TiB", "actorpm.log-file-size")]
    public void Settings_that_cannot_be_read_are_refused_with_a_sentence(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<SettingsException>(() => DaemonSettings.Load(text, new Dictionary<string, string>())).Message, StringComparison.Ordinal);
}
