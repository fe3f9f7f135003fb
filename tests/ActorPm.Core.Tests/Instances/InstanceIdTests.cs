using ActorPm.Core.Apps;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Instances;

public sealed class InstanceIdTests
{
    [Fact]
    public void It_prints_as_name_and_ordinal()
    {
        Assert.Equal("web:3", new InstanceId(AppName.Parse("web"), 3).ToString());
    }
}
