using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class DescriptorReserveTests
{
    [Theory]
    [InlineData(20_000, 18_975, true)]
    [InlineData(20_000, 18_976, false)]
    [InlineData(1024, 767, true)]
    [InlineData(1024, 768, false)]
    public void Clients_leave_the_last_descriptors_free(long limit, long descriptor, bool admitted) =>
        Assert.Equal(admitted, DescriptorReserve.AdmitsClient(descriptor, limit));

    [Theory]
    [InlineData(20_000, 19_487, true)]
    [InlineData(20_000, 19_488, false)]
    [InlineData(1024, 895, true)]
    [InlineData(1024, 896, false)]
    public void Backends_of_admitted_clients_may_use_half_of_these(long limit, long descriptor, bool admitted) =>
        Assert.Equal(admitted, DescriptorReserve.AdmitsBackend(descriptor, limit));
}
