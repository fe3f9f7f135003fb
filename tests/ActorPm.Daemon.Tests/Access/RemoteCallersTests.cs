using System.Net;
using ActorPm.Core.Access;
using ActorPm.Core.Control;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Events;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Tests.Access;

public sealed class RemoteCallersTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("apm-").FullName;
    private readonly EventBus _bus = new();
    private readonly FakeClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly TokenStore _store;
    private readonly RemoteCallers _callers;

    public RemoteCallersTests()
    {
        _store = new TokenStore(_home, _clock);
        _callers = new RemoteCallers(_store, new AccessAudit(_bus, _clock), _clock);
    }

    public void Dispose()
    {
        _store.Dispose();
        _bus.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public void The_owner_of_a_token_is_let_in_with_its_role()
    {
        var (token, _) = _store.Create(new TokenCreateRequest("ci", "operate", ["web"], null));

        var caller = Identify($"Bearer {token}");

        Assert.Equal(("token ci", "10.0.0.7", "operate:web", false), (caller.Name, caller.Address, caller.Grant.ToString(), caller.IsOwn));
        Assert.Equal("token ci from 10.0.0.7", caller.Origin!.ToString());
    }

    [Fact]
    public void Wrong_tokens_are_refused_and_then_not_even_looked_at()
    {
        var (token, _) = _store.Create(new TokenCreateRequest("ci", "view", null, null));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal(ControlErrorCode.LoginRefused, Refusal(attempt == 0 ? null : AccessToken.Of(new byte[32])).Code);
        }

        var (code, headers) = Refusal($"Bearer {token}");

        Assert.Equal(ControlErrorCode.LoginLimited, code);
        Assert.Equal("10", headers.RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("token ci", Identify($"Bearer {token}").Name);
    }

    [Fact]
    public void Without_TLS_nobody_is_let_in()
    {
        var (token, _) = _store.Create(new TokenCreateRequest("ci", "view", null, null));

        var http = Request($"Bearer {token}");
        http.Features.Set<ITlsHandshakeFeature>(null);

        Assert.Equal(ControlErrorCode.AccessDenied, Assert.Throws<RefusedException>(() => _callers.Identify(http, out _)).Error.Code);
    }

    [Fact]
    public void A_token_that_is_revoked_is_good_for_nothing_and_cuts_off_what_goes_on_for_it()
    {
        var (token, _) = _store.Create(new TokenCreateRequest("ci", "view", null, null));
        Assert.NotNull(_callers.Identify(Request($"Bearer {token}"), out var ends));

        _store.Revoke("ci");

        Assert.True(ends.IsCancellationRequested);
        Assert.Equal(ControlErrorCode.LoginRefused, Refusal($"Bearer {token}").Code);
        ends.Dispose();
    }

    [Fact]
    public void A_token_ends_by_its_time()
    {
        var (token, view) = _store.Create(new TokenCreateRequest("ci", "view", null, 2));

        _clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(_clock.GetUtcNow(), view.ExpiresAt);
        Assert.True(_store.All().Single().IsExpired);
        Assert.Equal(ControlErrorCode.LoginRefused, Refusal($"Bearer {token}").Code);
    }

    [Fact]
    public void Tokens_are_kept_as_hashes_in_a_file_of_the_owners_own()
    {
        var (token, _) = _store.Create(new TokenCreateRequest("ci", "view", null, null));
        var path = Path.Combine(_home, "tokens.json");

        Assert.DoesNotContain(token, File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        using var next = new TokenStore(_home, _clock);
        Assert.Equal("ci", next.Find(token)!.Value.Entry.Name);
    }

    [Fact]
    public void While_the_file_is_damaged_nobody_is_let_in_and_nothing_is_changed()
    {
        File.WriteAllText(Path.Combine(_home, "tokens.json"), "{");

        using var store = new TokenStore(_home, _clock);

        Assert.Empty(store.All());
        var refused = Assert.Throws<RefusedException>(() => store.Create(new TokenCreateRequest("ci", "view", null, null)));
        Assert.StartsWith($"{_home}/tokens.json cannot be used (", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal("{", File.ReadAllText(Path.Combine(_home, "tokens.json")));
    }

    [Theory]
    [InlineData("a b", "view", null, null, "'a b' cannot name a token;")]
    [InlineData("", "view", null, null, "'' cannot name a token;")]
    [InlineData("a", "boss", null, null, "'boss' is no role;")]
    [InlineData("a", "admin", "web", null, "admin cannot be kept to the namespace web")]
    [InlineData("a", "view", null, 0.0, "A token is good for 1 minute to 10 years;")]
    [InlineData("a", "view", null, 1e9, "A token is good for 1 minute to 10 years;")]
    [InlineData("taken", "view", null, null, "There is a token taken already;")]
    public void What_makes_no_sense_is_refused(string name, string role, string? space, double? hours, string expected)
    {
        _store.Create(new TokenCreateRequest("taken", "view", null, null));

        var refused = Assert.Throws<RefusedException>(() => _store.Create(new TokenCreateRequest(name, role, space is null ? null : [space], hours)));

        Assert.StartsWith(expected, refused.Error.Message, StringComparison.Ordinal);
    }

    private Caller Identify(string header)
    {
        var caller = _callers.Identify(Request(header), out var ends);
        ends.Dispose();
        return caller;
    }

    private (ControlErrorCode Code, IHeaderDictionary Headers) Refusal(string? header)
    {
        var http = Request(header);
        return (Assert.Throws<RefusedException>(() => _callers.Identify(http, out _)).Error.Code, http.Response.Headers);
    }

    private static DefaultHttpContext Request(string? header)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:10.0.0.7");
        http.Features.Set<ITlsHandshakeFeature>(new Tls());
        if (header is not null)
        {
            http.Request.Headers.Authorization = header;
        }

        return http;
    }

    private sealed class Tls : ITlsHandshakeFeature
    {
        public System.Security.Authentication.SslProtocols Protocol => System.Security.Authentication.SslProtocols.Tls13;

#pragma warning disable SYSLIB0058 // The interface has them still.
        public System.Security.Authentication.CipherAlgorithmType CipherAlgorithm => default;

        public int CipherStrength => 0;

        public System.Security.Authentication.HashAlgorithmType HashAlgorithm => default;

        public int HashStrength => 0;

        public System.Security.Authentication.ExchangeAlgorithmType KeyExchangeAlgorithm => default;

        public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058
    }
}
