using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Cron;

namespace ActorPm.Core.Tests.Apps;

public sealed class MachineCheckTests
{
    private static readonly AppRequest _request = new() { Target = "x", CallerDirectory = "/", CallerEnvironment = ImmutableDictionary<string, string>.Empty };

    [Fact]
    public void A_request_that_asks_for_nothing_special_has_no_problem()
    {
        Assert.Empty(Check(mayChangeUser: false).Problems(_request with { CronRestart = "0" }));
    }

    [Fact]
    public void Every_problem_is_named()
    {
        var problems = Check(mayChangeUser: true).Problems(_request with { CronRestart = "bad", User = "nobody-here" });

        Assert.Equal(2, problems.Length);
        Assert.Equal("bad/", problems[0].Message);
        Assert.Contains("nobody-here", problems[1].Message);
    }

    [Fact]
    public void A_time_zone_is_checked_without_a_pattern_too()
    {
        Assert.Equal("0 0 * * */Mars", Assert.Single(Check(mayChangeUser: true).Problems(_request with { CronTimeZone = "Mars" })).Message);
    }

    [Theory]
    [InlineData("web", null)]
    [InlineData(null, "0")]
    public void Whoever_is_not_root_cannot_choose_users(string? user, string? group)
    {
        Assert.Contains("as root", Assert.Single(Check(mayChangeUser: false).Problems(_request with { User = user, Group = group })).Message);
        Assert.Empty(Check(mayChangeUser: true).Problems(_request with { User = user, Group = group }));
    }

    [Fact]
    public void Limits_that_this_machine_cannot_set_or_keep_are_refused_when_they_are_asked_for()
    {
        var check = new MachineCheck(new Calendar(), new Users(), new UserIdentity(0, 0, [], null), false)
        {
            ProblemOfLimits = limits => limits.Nice is null ? null : "Not so nice.",
            ProblemOfGroup = limits => limits.NeedsGroup ? "there is no cgroup" : null,
        };

        Assert.Empty(check.Problems(_request with { Limits = new Dictionary<string, string> { ["nofile"] = "1", ["pids"] = "default", ["nice"] = "nonsense" } }));
        Assert.Equal(
            ["Not so nice.", "The limits memory, memory_high, cpus and pids cannot be kept here: there is no cgroup."],
            check.Problems(_request with { Limits = new Dictionary<string, string> { ["nice"] = "-1", ["memory"] = "1G" } }).Select(problem => problem.Message));
    }

    private static MachineCheck Check(bool mayChangeUser) => new(new Calendar(), new Users(), new UserIdentity(0, 0, [], null), mayChangeUser);

    private sealed class Calendar : ICronCalendar
    {
        public string? ProblemOf(string pattern, string? timeZone) => pattern == "bad" || timeZone == "Mars" ? $"{pattern}/{timeZone}" : null;

        public DateTimeOffset? Next(string pattern, string? timeZone, DateTimeOffset after) => null;
    }

    private sealed class Users : IUserDatabase
    {
        public UserEntry? FindUser(string nameOrNumber) => nameOrNumber == "web" ? new UserEntry("web", 7, 7, "/home/web") : null;

        public GroupEntry? FindGroup(string nameOrNumber) => null;

        public ImmutableArray<uint> GroupsOf(string userName) => [];
    }
}
