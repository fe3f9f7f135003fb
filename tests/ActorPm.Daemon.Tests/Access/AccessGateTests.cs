using System.Text;
using ActorPm.Core.Access;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Events;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Settings;
using ActorPm.Processes.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ActorPm.Daemon.Tests.Access;

/// <summary>Three users and a stranger at the real rules and the real gate; behind them a route that says that it was reached.</summary>
public sealed class AccessGateTests : IDisposable
{
    private const uint Victor = 4_000_001, Olga = 4_000_002, Ada = 4_000_003, Willy = 4_000_004, Stranger = 4_000_009;

    private const string Targets = """{"targets":["web"]}""", Target = """{"target":"web"}""";

    // The least role, written down a second time: the table may not be changed by mistake.
    private static readonly (string Method, string Path, string Body, Role Least)[] Cells =
    [
        ("GET", "/v1/ping", "", Role.View),
        ("GET", "/v1/instances", "", Role.View),
        ("GET", "/v1/jlist", "", Role.View),
        ("GET", "/v1/describe?target=web", "", Role.View),
        ("GET", "/v1/apps/web/router", "", Role.View),
        ("GET", "/v1/logs?target=web", "", Role.View),
        ("GET", "/v1/events", "", Role.View),
        ("GET", "/v1/history?app=web", "", Role.View),
        ("GET", "/v1/why?target=web", "", Role.View),
        ("GET", "/metrics", "", Role.View),
        ("GET", "/v1/hooks", "", Role.View),
        ("POST", "/v1/hooks/test", """{"name":"chat"}""", Role.Admin),
        ("GET", "/v1/cluster", "", Role.View),
        ("GET", "/v1/update", "", Role.View),
        ("GET", "/v1/shell", "", Role.View),
        ("POST", "/v1/shell", """{"line":"apps list"}""", Role.View),
        ("POST", "/v1/shell", """{"line":"apps stop -n web"}""", Role.Operate),
        ("POST", "/v1/shell", """{"line":"apps delete -n web"}""", Role.Admin),
        ("POST", "/v1/start", """{"apps":[{"target":"web","callerDirectory":"/srv","callerEnvironment":{"A":"b"}}]}""", Role.Operate),
        ("POST", "/v1/start", """{"apps":[{"target":"new.js","callerDirectory":"/srv","callerEnvironment":{}}]}""", Role.Admin),
        ("POST", "/v1/start", """{"apps":[{"target":"web","arguments":["x"],"callerDirectory":"/srv","callerEnvironment":{}}]}""", Role.Admin),
        ("POST", "/v1/stop", Targets, Role.Operate),
        ("POST", "/v1/restart", Targets, Role.Operate),
        ("POST", "/v1/restart", """{"targets":["web"],"changes":{"target":"","callerDirectory":"/","callerEnvironment":{}}}""", Role.Admin),
        ("POST", "/v1/reload", Targets, Role.Operate),
        ("POST", "/v1/reload", """{"targets":["web"],"changes":{"target":"","callerDirectory":"/","callerEnvironment":{}}}""", Role.Admin),
        ("POST", "/v1/promote", Target, Role.Operate),
        ("POST", "/v1/rollback", Target, Role.Operate),
        ("POST", "/v1/scale", """{"target":"web","count":"2"}""", Role.Operate),
        ("POST", "/v1/reset", Targets, Role.Operate),
        ("POST", "/v1/signal", """{"target":"web","signal":"SIGHUP"}""", Role.Operate),
        ("POST", "/v1/trigger", """{"target":"web","action":"gc"}""", Role.Operate),
        ("POST", "/v1/flush", Targets, Role.Operate),
        ("POST", "/v1/flush", """{"targets":[]}""", Role.Admin),
        ("POST", "/v1/reload-logs", "", Role.Operate),
        ("POST", "/v1/start/preview", """{"apps":[{"target":"web","callerDirectory":"/","callerEnvironment":{}}]}""", Role.Admin),
        ("POST", "/v1/start-or-reload", """{"apps":[{"target":"web","callerDirectory":"/","callerEnvironment":{}}]}""", Role.Admin),
        ("POST", "/v1/delete", Targets, Role.Admin),
        ("GET", "/v1/env?target=web", "", Role.Admin),
        ("POST", "/v1/send", """{"target":"web","data":"x"}""", Role.Admin),
        ("POST", "/v1/message", """{"target":"web","type":"t","data":1,"topic":"t"}""", Role.Admin),
        ("POST", "/v1/save", """{"force":false}""", Role.Admin),
        ("POST", "/v1/cleardump", "", Role.Admin),
        ("POST", "/v1/resurrect", "{}", Role.Admin),
        ("POST", "/v1/settings/reload", "", Role.Admin),
        ("POST", "/v1/cluster/init", "{}", Role.Admin),
        ("POST", "/v1/cluster/join", "{}", Role.Admin),
        ("POST", "/v1/cluster/token", "{}", Role.Admin),
        ("POST", "/v1/cluster/remove", "{}", Role.Admin),
        ("POST", "/v1/cluster/drain", "{}", Role.Admin),
        ("POST", "/v1/cluster/leave", "", Role.Admin),
        ("GET", "/v1/tokens", "", Role.Admin),
        ("POST", "/v1/tokens", """{"name":"ci","role":"admin"}""", Role.Admin),
        ("POST", "/v1/tokens/revoke", """{"name":"ci"}""", Role.Admin),
        ("POST", "/v1/update", "{}", Role.Admin),
        ("POST", "/v1/shutdown", "", Role.Admin),

        // A node of the cluster carries it out: the role is asked for here.
        ("GET", "/v1/nodes/b/v1/instances", "", Role.View),
        ("POST", "/v1/nodes/b/v1/stop", Targets, Role.Operate),
        ("POST", "/v1/nodes/b/v1/nodes/c/v1/delete", Targets, Role.Admin),
        ("POST", "/v1/nodes/b/v1/start", """{"apps":[{"target":"web","callerDirectory":"/","callerEnvironment":{}}]}""", Role.Admin),
        ("GET", "/v1/nodes/b/v1/env?target=web", "", Role.Admin),

        // What the table does not know.
        ("GET", "/v1/ENV?target=web", "", Role.Admin),
        ("GET", "/v1/env/?target=web", "", Role.Admin),
        ("POST", "/v1/no-such-route", "", Role.Admin),
        ("DELETE", "/v1/stop", "", Role.Admin),
    ];

    private readonly EventBus _bus = new();
    private readonly CatalogBoard _list = new();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly RequestDelegate _door;
    private readonly TokenStore _tokens = new(Path.Combine(Path.GetTempPath(), "apm-no-such-home"), TimeProvider.System);
    private string? _carried;
    private CancellationTokenSource? _leaves;

    public AccessGateTests()
    {
        _list.Publish(DesiredState.Running, Specs.App("web", @namespace: "web"), Specs.App("pay", @namespace: "shop"));
        var readiness = new Readiness();
        readiness.Open();
        Assert.True(NamedGrants.TryParse($"{Victor} = view, {Olga} = operate, {Ada} = admin, {Willy} = operate:web", out var users, out _));
        var app = new ApplicationBuilder(_services);
        app.UseControlRules(readiness);
        var audit = new AccessAudit(_bus, TimeProvider.System);
        new AccessGate(new AccessSettings(users!, NamedGrants.None, null, null), new UserDatabase(), _list, audit, new RemoteCallers(_tokens, audit, TimeProvider.System)).Guard(app);
        app.Run(async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            _carried = await body.ReadToEndAsync();
            if (_leaves is not null)
            {
                await _leaves.CancelAsync();
                http.RequestAborted.ThrowIfCancellationRequested();
            }

            http.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        _door = app.Build();
    }

    public void Dispose()
    {
        _bus.Dispose();
        _tokens.Dispose();
        _services.Dispose();
    }

    public static TheoryData<string, string, string, Role, uint, Role> All
    {
        get
        {
            var all = new TheoryData<string, string, string, Role, uint, Role>();
            foreach (var (method, path, body, least) in Cells)
            {
                all.Add(method, path, body, least, Victor, Role.View);
                all.Add(method, path, body, least, Olga, Role.Operate);
                all.Add(method, path, body, least, Ada, Role.Admin);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Each_user_may_do_what_the_role_allows_and_nothing_else(string method, string path, string body, Role least, uint user, Role role)
    {
        var (status, _) = await SendAsync(user, method, path, body);

        Assert.Equal(role >= least ? StatusCodes.Status204NoContent : StatusCodes.Status403Forbidden, status);
        Assert.Equal(role >= least, _carried is not null);
    }

    [Fact]
    public void Each_row_of_the_table_is_among_them() => Assert.All(
        AccessTable.All, row => Assert.Contains(Cells, cell => cell.Method == row.Method && cell.Least == row.Role && AccessTable.Find(cell.Method, cell.Path.Split('?')[0])?.Row == row));

    [Fact]
    public async Task The_daemons_own_user_and_root_are_not_asked()
    {
        Assert.Equal(204, (await SendAsync(0, "POST", "/v1/shutdown", "")).Status);
        Assert.Equal(204, (await SendAsync(OwnIdentity.User.UserId, "POST", "/v1/anything", "")).Status);
    }

    [Fact]
    public async Task Somebody_who_was_given_nothing_may_not_even_ping()
    {
        var (status, error) = await SendAsync(Stranger, "GET", "/v1/ping", "");

        Assert.Equal(403, status);
        Assert.StartsWith($"The user {Stranger} was given no role in this daemon;", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grant_of_a_namespace_is_for_its_apps()
    {
        Assert.Equal(204, (await SendAsync(Willy, "POST", "/v1/stop", Targets)).Status);
        Assert.Equal(Targets, _carried);

        var (status, error) = await SendAsync(Willy, "POST", "/v1/stop", """{"targets":["all"]}""");

        Assert.Equal(403, status);
        Assert.StartsWith("all names apps of other namespaces than yours (web): pay (shop);", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_of_which_nothing_is_known_is_refused()
    {
        var (status, _) = await SendAsync(null, "GET", "/v1/ping", "");

        Assert.Equal(403, status);
        Assert.Null(_carried);
    }

    [Fact]
    public async Task Changes_and_refusals_are_told_with_who_and_what()
    {
        using var told = _bus.Subscribe(TopicFilter.Parse(BusTopics.Access));

        await SendAsync(Olga, "POST", "/v1/stop", Targets);
        await SendAsync(Olga, "GET", "/v1/instances", "");
        await SendAsync(Victor, "POST", "/v1/stop", Targets);

        foreach (var (who, targets, result) in new[] { (Olga, """["web"]""", "done"), (Victor, "[]", "AccessDenied") })
        {
            var happened = await told.ReadAsync(CancellationToken.None);
            var json = Encoding.UTF8.GetString(happened!.Json.Span);
            Assert.StartsWith($$"""{"who":"user {{who}}","method":"POST","path":"/v1/stop","targets":{{targets}},"result":"{{result}}","at":""", json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_hangs_up_before_the_answer_is_told_too()
    {
        using var told = _bus.Subscribe(TopicFilter.Parse(BusTopics.Access));
        using var gone = new CancellationTokenSource();
        _leaves = gone;

        await SendAsync(Olga, "POST", "/v1/stop", Targets);

        var happened = await told.ReadAsync(CancellationToken.None);
        Assert.Contains("\"result\":\"begun, and the caller has left\"", Encoding.UTF8.GetString(happened!.Json.Span), StringComparison.Ordinal);
    }

    private async Task<(int Status, string Error)> SendAsync(uint? user, string method, string path, string body)
    {
        _carried = null;
        using var answer = new MemoryStream();
        var http = new DefaultHttpContext { Request = { Method = method, Path = path.Split('?')[0], QueryString = new QueryString(path.Contains('?', StringComparison.Ordinal) ? path[path.IndexOf('?', StringComparison.Ordinal)..] : "") } };
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Response.Body = answer;
        var items = new ConnectionItems();
        if (user is { } number)
        {
            items.Items[typeof(LocalPeer)] = new LocalPeer(number, []);
        }

        http.Features.Set<IConnectionItemsFeature>(items);
        http.RequestAborted = _leaves?.Token ?? CancellationToken.None;
        await _door(http);
        var error = http.Response.StatusCode >= 400 ? System.Text.Json.JsonSerializer.Deserialize(answer.ToArray(), ControlJson.Default.ControlError)!.Message : "";
        return (http.Response.StatusCode, error);
    }

    private sealed class ConnectionItems : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }
}
