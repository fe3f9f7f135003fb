using System.Reflection;
using ActorPm.Core.Access;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;

namespace ActorPm.Core.Tests.Access;

public sealed class AccessTableTests
{
    public static TheoryData<string> Routes =>
    [
        .. typeof(ControlContract).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(member => member.GetRawConstantValue()).OfType<string>()
            .Where(route => route.StartsWith("/v1/", StringComparison.Ordinal) && route != ControlContract.Nodes),
    ];

    [Theory]
    [MemberData(nameof(Routes))]
    public void Every_route_of_the_control_API_has_a_row(string route) => Assert.Contains(AccessTable.All, row => row.Route == route);

    [Fact]
    public void No_request_has_two_rows() =>
        Assert.Equal(AccessTable.All.Count, AccessTable.All.Select(row => (row.Method, row.Route)).Distinct().Count());

    [Fact]
    public void What_takes_admin_takes_a_grant_for_all_namespaces() =>
        Assert.All(AccessTable.All.Where(row => row.Role is Role.Admin), row => Assert.Equal(AccessScope.Whole, row.Scope));

    [Theory]
    [InlineData("GET", "/v1/instances", ControlContract.Instances, null, false)]
    [InlineData("GET", "/v1/apps/my app/router", ControlContract.Router, "my app", false)]
    [InlineData("POST", "/v1/nodes/b/v1/stop", ControlContract.Stop, null, true)]
    [InlineData("POST", "/v1/nodes/b/v1/nodes/c/v1/delete", ControlContract.Delete, null, true)]
    public void A_request_finds_its_row_also_behind_the_names_of_nodes(string method, string path, string route, string? value, bool isForwarded)
    {
        var found = AccessTable.Find(method, path);

        Assert.Equal((route, value, isForwarded), (found?.Row.Route, found?.Value, found?.IsForwarded ?? false));
    }

    [Theory]
    [InlineData("GET", "/v1/Instances")]
    [InlineData("GET", "/v1/instances/")]
    [InlineData("POST", "/v1/instances")]
    [InlineData("HEAD", "/v1/instances")]
    [InlineData("GET", "/v1/nodes/b")]
    [InlineData("GET", "/v1/nodes//v1/../v1/ping")]
    [InlineData("POST", "/v1/nodes/b/v1/stop?x")]
    [InlineData("GET", "/v1/apps//router")]
    [InlineData("GET", "/v1/apps/../router")]
    [InlineData("GET", "/v1/apps/a/b/router")]
    [InlineData("GET", @"/v1/apps/..\..\v1\env?target=all#/router")]
    [InlineData("GET", "/v1/nodes/b/v1/apps/%2e%2e/router")]
    [InlineData("GET", "/v2/instances")]
    [InlineData("GET", "")]
    public void What_is_spelt_in_another_way_has_none(string method, string path) => Assert.Null(AccessTable.Find(method, path));

    [Fact]
    public void A_verb_of_the_shell_takes_the_role_of_the_route_that_does_the_same()
    {
        string[] operate = ["start", "stop", "restart", "reload", "promote", "rollback", "scale", "reset"];
        foreach (var palette in OperatorPalettes.All)
        {
            foreach (var verb in palette.Verbs)
            {
                var expected = palette == OperatorPalettes.Apps && operate.Contains(verb.Name) ? Role.Operate
                    : verb.Effect is OperatorEffect.Changes ? Role.Admin
                    : Role.View;
                Assert.Equal((palette.Name, verb.Name, expected), (palette.Name, verb.Name, ShellAccess.Of(palette, verb)));
            }
        }
    }

    [Fact]
    public void The_readme_has_the_table_as_it_is()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));

        Assert.Contains(Table(), readme, StringComparison.Ordinal);
    }

    private static string Table() => string.Join('\n', (string[])
    [
        "| | `view` | `operate` | `admin` | of some namespaces |",
        "|---|---|---|---|---|",
        .. AccessTable.All.Select(row => $"| {row.Verbs} | {Cell(row, Role.View)} | {Cell(row, Role.Operate)} | {Cell(row, Role.Admin)} | {Scope(row.Scope)} |"),
    ]);

    private static string Cell(AccessRow row, Role role) => role < row.Role ? "no" : role is Role.Admin || row.AdminFor is null ? "yes" : $"yes; no: {row.AdminFor}";

    private static string Scope(AccessScope scope) => scope switch
    {
        AccessScope.Free => "yes",
        AccessScope.Listed => "shows these alone",
        AccessScope.Named => "for these alone",
        AccessScope.Whole => "no",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Not a scope."),
    };

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ActorPm.sln")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }
}
