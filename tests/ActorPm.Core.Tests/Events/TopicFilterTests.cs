using ActorPm.Core.Events;

namespace ActorPm.Core.Tests.Events;

public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("", "process:event", true)]
    [InlineData("", "log:out", false)]
    [InlineData("", "my:topic", true)]
    [InlineData("log:*", "log:err", true)]
    [InlineData("log:*", "process:event", false)]
    [InlineData("*", "log:out", true)]
    [InlineData("process:event, axm:reply", "axm:reply", true)]
    [InlineData("*:event", "process:event", true)]
    [InlineData("p*s:*t", "process:event", true)]
    [InlineData("p*s:*t", "process:events", false)]
    [InlineData("process", "process:event", false)]
    [InlineData("process:event", "process", false)]
    [InlineData("log:*", "dropped", true)]
    public void A_star_stands_for_any_text(string list, string topic, bool wanted) => Assert.Equal(wanted, TopicFilter.Parse(list).Matches(topic));

    [Theory]
    [InlineData("", false)]
    [InlineData("process:*", false)]
    [InlineData("log:err", true)]
    [InlineData("*", true)]
    public void Output_is_read_only_for_those_who_name_it(string list, bool wants) => Assert.Equal(wants, TopicFilter.Parse(list).WantsLogs);
}
