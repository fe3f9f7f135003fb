using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class RetryRuleTests
{
    [Theory]
    [InlineData("GET", false, false, true)]
    [InlineData("HEAD", false, false, true)]
    [InlineData("DELETE", false, false, true)]
    [InlineData("PUT", true, false, false)]
    [InlineData("POST", false, false, false)]
    [InlineData("PATCH", false, false, false)]
    [InlineData("GET", true, false, false)]
    [InlineData("GET", false, true, false)]
    [InlineData("CONNECT", false, false, false)]
    public void Only_what_does_no_harm_twice_is_repeated(string method, bool hasBody, bool isUpgrade, bool expected)
    {
        Assert.Equal(expected, RetryRule.MayRepeat(method, hasBody, isUpgrade));
    }
}
