using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Access;

/// <summary>
/// Slows down who fails to log in: five failures of an address at once, then one each ten seconds; of all addresses together a hundred, then two each second. Whoever has logged in from an address
/// lately is not held up by the failures of others. What is remembered is bounded, since all failures together are, and so are the good addresses.
/// </summary>
public sealed class LoginLimiter
{
    private const int Burst = 5, BurstOfAll = 100, MostGood = 1024, MostBad = 4096;
    private const double PerSecond = 0.1, PerSecondOfAll = 2;

    // An IPv6 customer has a /64 of addresses at least.
    private const int NetworkBytes = 8;

    private readonly Dictionary<string, TokenBucket> _bad = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _good = new(StringComparer.Ordinal);
    private TokenBucket _all = TokenBucket.Full(BurstOfAll, PerSecondOfAll);

    /// <summary>How many addresses are remembered.</summary>
    public int Remembered => _bad.Count + _good.Count;

    /// <summary>What counts as one address.</summary>
    public static string KeyOf(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)) + "::/64",
        _ => address.ToString(),
    };

    /// <summary>How long an address has to wait before it is looked at again; zero when it is looked at now.</summary>
    /// <param name="address">By <see cref="KeyOf"/>.</param>
    /// <param name="now">The time since any fixed instant.</param>
    public TimeSpan Wait(string address, TimeSpan now)
    {
        var own = _bad.TryGetValue(address, out var bucket) ? bucket.Take(now).Wait : TimeSpan.Zero;
        var all = _good.ContainsKey(address) ? TimeSpan.Zero : _all.Take(now).Wait;
        return own > all ? own : all;
    }

    /// <summary>A login has failed; to be said of those alone that did not have to wait.</summary>
    public void Failed(string address, TimeSpan now)
    {
        if (_bad.Count >= MostBad || (_bad.Count > 0 && _bad.Count % BurstOfAll == 0))
        {
            Forget(now);
        }

        _bad[address] = _bad.GetValueOrDefault(address, TokenBucket.Full(Burst, PerSecond) with { At = now }).Take(now).Left;
        if (!_good.ContainsKey(address))
        {
            _all = _all.Take(now).Left;
        }
    }

    /// <summary>A login was good.</summary>
    public void Succeeded(string address, TimeSpan now)
    {
        if (_good.Count >= MostGood && !_good.ContainsKey(address))
        {
            _good.Remove(_good.MinBy(known => known.Value).Key);
        }

        _good[address] = now;
    }

    // Whose bucket would be full again is like one that never failed; and never more than so many.
    private void Forget(TimeSpan now)
    {
        foreach (var (address, bucket) in _bad.ToList())
        {
            if (bucket.Take(now).Left.Tokens >= Burst - 1)
            {
                _bad.Remove(address);
            }
        }

        if (_bad.Count >= MostBad)
        {
            _bad.Remove(_bad.MinBy(known => known.Value.At).Key);
        }
    }
}
