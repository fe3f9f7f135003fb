using System.Collections.Immutable;
using System.Text;
using ActorPm.Core.Access;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;

namespace ActorPm.Core.Tests.Access;

public sealed class AccessDeciderTests
{
    private static readonly Grant View = new(Role.View, []), Operate = new(Role.Operate, []), OperateWeb = new(Role.Operate, ["web"]), ViewWeb = new(Role.View, ["web"]);

    // front and back are of the namespace web, pay of shop; ids 0, 1 and 2 are front's, 3 is back's, 4 is pay's.
    private static readonly AppCatalog List = new[]
    {
        new CatalogEvent.AppAdded(Specs.App("front", @namespace: "web", instances: 3), Specs.Slots(3)),
        new CatalogEvent.AppAdded(Specs.App("back", @namespace: "web"), Specs.Slots(1, 3, 4)),
        new CatalogEvent.AppAdded(Specs.App("pay", @namespace: "shop"), Specs.Slots(1, 4, 5)),
    }.Aggregate(AppCatalog.Empty, (list, added) => list.Apply(added));

    [Theory]
    [InlineData("""{"targets":["front","1"]}""", """{"targets":["front","1"]}""")]
    [InlineData("""{"targets":["web"]}""", """{"targets":["back","front"]}""")]
    [InlineData("""{"targets":["/^(front|back)$/","front"],"Targets":["pay"]}""", """{"targets":["back","front"]}""")]
    public void Of_a_namespace_the_names_that_were_looked_at_are_carried_out(string body, string carried)
    {
        var verdict = Decide(OperateWeb, "POST", ControlContract.Stop, body);

        Assert.Equal(carried, Encoding.UTF8.GetString([.. Assert.IsType<AccessVerdict.Allowed>(verdict).Body!.Value]));
    }

    [Theory]
    [InlineData("POST", ControlContract.Stop, """{"targets":["front","pay"]}""", "pay names apps of other namespaces than yours (web): pay (shop);")]
    [InlineData("POST", ControlContract.Stop, """{"targets":["all"]}""", "all names apps of other namespaces than yours (web): pay (shop);")]
    [InlineData("POST", ControlContract.Restart, """{"targets":["4"]}""", "4 names apps of other namespaces")]
    [InlineData("POST", ControlContract.Reload, """{"targets":["shop"]}""", "shop names apps of other namespaces")]
    [InlineData("POST", ControlContract.Reset, """{"targets":["/p/"]}""", "/p/ names apps of other namespaces")]
    [InlineData("POST", ControlContract.Flush, """{"targets":["pay"]}""", "pay names apps of other namespaces")]
    [InlineData("POST", ControlContract.Start, """{"apps":[{"target":"pay","callerDirectory":"/","callerEnvironment":{}}]}""", "pay names apps of other namespaces")]
    [InlineData("POST", ControlContract.Scale, """{"target":"pay","count":"2"}""", "pay names apps of other namespaces")]
    [InlineData("POST", ControlContract.Promote, """{"target":"pay"}""", "pay names apps of other namespaces")]
    [InlineData("POST", ControlContract.Rollback, """{"target":"pay"}""", "pay names apps of other namespaces")]
    [InlineData("POST", ControlContract.Trigger, """{"target":"pay","action":"x"}""", "pay names apps of other namespaces")]
    [InlineData("POST", ControlContract.Signal, """{"target":"pay","signal":"SIGHUP"}""", "pay names apps of other namespaces")]
    [InlineData("GET", "/v1/apps/pay/router", "", "pay names apps of other namespaces")]
    public void An_app_of_another_namespace_is_refused_by_its_name(string method, string path, string body, string expected)
    {
        var refused = Assert.IsType<AccessVerdict.Refused>(Decide(OperateWeb, method, path, body));

        Assert.Equal(ControlErrorCode.AccessDenied, refused.Error.Code);
        Assert.StartsWith(expected, refused.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ControlContract.Describe, "target", "pay", ControlErrorCode.AccessDenied)]
    [InlineData(ControlContract.Why, "target", "all", ControlErrorCode.AccessDenied)]
    [InlineData(ControlContract.Logs, "target", "shop", ControlErrorCode.AccessDenied)]
    [InlineData(ControlContract.Events, "target", "4", ControlErrorCode.AccessDenied)]
    [InlineData(ControlContract.History, "app", "pay", ControlErrorCode.AccessDenied)]
    [InlineData(ControlContract.History, "app", "gone", ControlErrorCode.NotFound)]
    [InlineData(ControlContract.Why, "target", "gone", ControlErrorCode.NotFound)]
    [InlineData(ControlContract.Logs, "target", "/[/", ControlErrorCode.InvalidRequest)]
    [InlineData(ControlContract.Logs, "target", "", null)]
    [InlineData(ControlContract.History, "app", "front", null)]
    [InlineData(ControlContract.Describe, "target", "web", null)]
    public void What_is_read_of_one_app_is_looked_at_too(string path, string name, string target, ControlErrorCode? expected)
    {
        var verdict = Decide(ViewWeb, "GET", path, "", (name, target));

        Assert.Equal(expected, (verdict as AccessVerdict.Refused)?.Error.Code);
    }

    [Theory]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"front","callerDirectory":"/home/eve","callerEnvironment":{"A":"b"}}]}""", true)]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"web","callerDirectory":"/","callerEnvironment":{}}]}""", true)]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"evil.sh","callerDirectory":"/","callerEnvironment":{}}]}""", false)]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"front","name":"front2","callerDirectory":"/","callerEnvironment":{}}]}""", false)]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"front","environment":{"NODE_OPTIONS":"-r /tmp/evil.js"},"callerDirectory":"/","callerEnvironment":{}}]}""", false)]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"front","arguments":["-x"],"callerDirectory":"/","callerEnvironment":{}}]}""", false)]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"front","ifRunning":"AddInstances","callerDirectory":"/","callerEnvironment":{}}]}""", false)]
    [InlineData(ControlContract.Start, """{"apps":[{"target":"front","callerDirectory":"/","callerEnvironment":{}},{"target":"/bin/sh","callerDirectory":"/","callerEnvironment":{}}]}""", false)]
    [InlineData(ControlContract.Restart, """{"targets":["front"]}""", true)]
    [InlineData(ControlContract.Restart, """{"targets":["front"],"changes":{"target":"","callerDirectory":"/","callerEnvironment":{"A":"b"}}}""", false)]
    [InlineData(ControlContract.Reload, """{"targets":["front"],"manner":{"surge":"2"}}""", true)]
    [InlineData(ControlContract.Reload, """{"targets":["front"],"changes":{"target":"","callerDirectory":"/","callerEnvironment":{}}}""", false)]
    [InlineData(ControlContract.Flush, """{"targets":["front"]}""", true)]
    [InlineData(ControlContract.Flush, """{"targets":[]}""", false)]
    [InlineData(ControlContract.Shell, """{"line":"apps stop -n front"}""", true)]
    [InlineData(ControlContract.Shell, """{"line":"apps delete -n front"}""", false)]
    [InlineData(ControlContract.Shell, """{"line":"journal save"}""", false)]
    public void An_operator_handles_what_is_on_the_list_as_it_is(string path, string body, bool isAllowed)
    {
        var verdict = Decide(Operate, "POST", path, body);

        Assert.Equal(isAllowed ? null : ControlErrorCode.AccessDenied, (verdict as AccessVerdict.Refused)?.Error.Code);
    }

    [Fact]
    public void A_start_of_an_operator_brings_neither_a_directory_nor_an_environment()
    {
        var verdict = Decide(Operate, "POST", ControlContract.Start, """{"apps":[{"target":"front","callerDirectory":"/home/eve","callerEnvironment":{"LD_PRELOAD":"/home/eve/x.so"}}]}""");

        Assert.Equal("""{"apps":[{"target":"front","callerDirectory":"/","callerEnvironment":{},"toggleWatch":false,"ifRunning":"Refuse"}]}""", Encoding.UTF8.GetString([.. ((AccessVerdict.Allowed)verdict).Body!.Value]));
    }

    [Fact]
    public void A_start_on_another_node_takes_an_admin_since_the_list_there_is_not_known()
    {
        var verdict = Decide(Operate, "POST", "/v1/nodes/b/v1/start", """{"apps":[{"target":"front","callerDirectory":"/","callerEnvironment":{}}]}""");

        Assert.StartsWith("front to be started on another node takes the role admin", Assert.IsType<AccessVerdict.Refused>(verdict).Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apps list", true)]
    [InlineData("log tail", true)]
    [InlineData("help", true)]
    [InlineData("no such verb", true)]
    [InlineData("apps stop -n front", false)]
    [InlineData("log level -l debug", false)]
    public void A_line_of_the_shell_takes_the_role_of_its_verb(string line, bool isAllowed) =>
        Assert.Equal(isAllowed, Decide(View, "POST", ControlContract.Shell, $$"""{"line":"{{line}}"}""") is AccessVerdict.Allowed);

    [Theory]
    [InlineData("GET", "/v1/Env")]
    [InlineData("POST", "/v1/no-such")]
    [InlineData("GET", "/v1/nodes/b/anything")]
    public void What_has_no_row_takes_everything(string method, string path)
    {
        Assert.Equal(ControlErrorCode.AccessDenied, AccessDecider.RefuseBefore(Operate, AccessTable.Find(method, path))?.Code);
        Assert.Null(AccessDecider.RefuseBefore(Grant.Everything, AccessTable.Find(method, path)));
    }

    [Fact]
    public void A_grant_of_namespaces_does_not_reach_other_nodes_nor_what_is_about_all()
    {
        Assert.Equal(ControlErrorCode.AccessDenied, AccessDecider.RefuseBefore(OperateWeb, AccessTable.Find("POST", "/v1/nodes/b/v1/stop"))?.Code);
        Assert.Equal(ControlErrorCode.AccessDenied, AccessDecider.RefuseBefore(OperateWeb, AccessTable.Find("POST", ControlContract.ReloadLogs))?.Code);
        Assert.Null(AccessDecider.RefuseBefore(Operate, AccessTable.Find("POST", "/v1/nodes/b/v1/stop")));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("""{"targets":null}""")]
    [InlineData("{}")]
    public void A_body_that_cannot_be_read_is_not_handed_on(string body) =>
        Assert.Equal(ControlErrorCode.InvalidRequest, Assert.IsType<AccessVerdict.Refused>(Decide(Operate, "POST", ControlContract.Stop, body)).Error.Code);

    [Theory]
    [InlineData("""{"targets":["a","b"]}""", "a,b")]
    [InlineData("""{"target":"a\nb"}""", "a?b")]
    [InlineData("""{"apps":[{"target":"x.js","name":"x","environment":{"SECRET":"y"}},{"target":"z.js"},7]}""", "x,z.js")]
    [InlineData("""{"targets":7,"line":"cluster join -t secret"}""", "")]
    [InlineData("[1]", "")]
    [InlineData("{", "")]
    [InlineData("", "")]
    public void What_a_request_is_about_is_told_by_names_and_no_values(string body, string expected) =>
        Assert.Equal(expected, string.Join(',', RequestTargets.Of(Encoding.UTF8.GetBytes(body))));

    private static AccessVerdict Decide(Grant grant, string method, string path, string body, (string Name, string Value) query = default)
    {
        var route = AccessTable.Find(method, path)!;
        Assert.Null(AccessDecider.RefuseBefore(grant, route));
        return AccessDecider.Decide(grant, route, name => name == query.Name ? query.Value! : "", Encoding.UTF8.GetBytes(body), List);
    }
}
