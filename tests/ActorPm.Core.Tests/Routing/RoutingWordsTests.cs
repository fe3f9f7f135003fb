using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class RoutingWordsTests
{
    [Fact]
    public void Every_choice_has_a_word_of_its_own_that_is_read_back()
    {
        Assert.All(Enum.GetValues<BalancingPolicy>(), policy => Assert.True(RoutingWords.TryPolicy(RoutingWords.Of(policy), out var read) && read == policy));
        Assert.All(Enum.GetValues<ProxyProtocol>(), protocol => Assert.True(RoutingWords.TryProtocol(RoutingWords.Of(protocol), out var read) && read == protocol));
        Assert.All(Enum.GetValues<DataPlane>(), plane => Assert.True(RoutingWords.TryPlane(RoutingWords.Of(plane), out var read) && read == plane));
        Assert.NotEqual(RoutingWords.Of(HandoffMode.Connections), RoutingWords.Of(HandoffMode.SharedSocket));
        Assert.NotEqual(RoutingWords.Of(BackendKind.Port), RoutingWords.Of(BackendKind.Socket));
        Assert.False(RoutingWords.TryPolicy("fair", out _));
    }

    [Fact]
    public void Words_are_listed_in_a_sentence() => Assert.Equal("http, http2 or tcp", RoutingWords.Listed(RoutingWords.Protocols));
}
