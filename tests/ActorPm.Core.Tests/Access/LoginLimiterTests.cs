using System.Net;
using ActorPm.Core.Access;

namespace ActorPm.Core.Tests.Access;

public sealed class LoginLimiterTests
{
    private readonly LoginLimiter _limiter = new();

    [Fact]
    public void After_five_failures_an_address_waits_ten_seconds_for_each_further_one()
    {
        Fail("a", 5, TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(10), _limiter.Wait("a", TimeSpan.Zero));
        Assert.Equal(1, _limiter.Wait("a", TimeSpan.FromSeconds(9)).TotalSeconds, 0.001);
        Assert.Equal(TimeSpan.Zero, _limiter.Wait("a", TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.Zero, _limiter.Wait("b", TimeSpan.Zero));
        Fail("a", 1, TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(10), _limiter.Wait("a", TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void The_failures_of_all_are_limited_too_but_hold_up_nobody_who_was_let_in()
    {
        _limiter.Succeeded("friend", TimeSpan.Zero);
        for (var address = 0; address < 100; address++)
        {
            Fail($"{address}", 1, TimeSpan.Zero);
        }

        Assert.Equal(TimeSpan.FromSeconds(0.5), _limiter.Wait("new", TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, _limiter.Wait("friend", TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, _limiter.Wait("new", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void What_it_remembers_is_bounded_however_many_come()
    {
        var now = TimeSpan.Zero;
        for (var address = 0; address < 20_000; address++)
        {
            now += TimeSpan.FromMilliseconds(address % 2 == 0 ? 1 : 700);
            if (_limiter.Wait($"{address}", now) == TimeSpan.Zero)
            {
                _limiter.Failed($"{address}", now);
            }

            _limiter.Succeeded($"good {address}", now);
        }

        Assert.InRange(_limiter.Remembered, 1, 1024 + 400);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8:1:2:3::4", "20010DB800010002::/64")]
    public void A_network_of_IPv6_counts_as_one_address(string address, string key) => Assert.Equal(key, LoginLimiter.KeyOf(IPAddress.Parse(address)));

    private void Fail(string address, int times, TimeSpan now)
    {
        for (var time = 0; time < times; time++)
        {
            Assert.Equal(TimeSpan.Zero, _limiter.Wait(address, now));
            _limiter.Failed(address, now);
        }
    }
}
