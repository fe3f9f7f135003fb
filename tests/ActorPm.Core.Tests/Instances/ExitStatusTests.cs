using System.Reflection;
using System.Text.Json;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Instances;

public sealed class ExitStatusTests
{
    private static readonly ExitStatus[] _all =
    [
        new ExitStatus.Code(0), new ExitStatus.Code(3), new ExitStatus.Signalled(UnixSignal.SIGKILL), new ExitStatus.Signalled((UnixSignal)34),
        new ExitStatus.Unknown(), new ExitStatus.NotStarted("no such file"),
        new ExitStatus.FoundIll("it hangs", new ExitStatus.Code(0)),
    ];

    [Fact]
    public void Only_exit_code_0_is_success()
    {
        Assert.Equal([new ExitStatus.Code(0)], _all.Where(status => status.IsSuccess));
    }

    [Fact]
    public void A_shell_would_report_the_code_or_128_and_the_signal()
    {
        Assert.Equal([0, 3, 137, 162, null, 127, 0], _all.Select(status => status.ShellCode));
    }

    [Fact]
    public void It_reads_as_a_clause()
    {
        Assert.Equal(
            ["exited with code 0", "exited with code 3", "was ended by SIGKILL", "was ended by signal 34", "ended with an unknown status", "could not be started: no such file",
                "was ended because it hangs"],
            _all.Select(status => status.ToString()));
    }

    [Fact]
    public void It_survives_its_JSON()
    {
        foreach (var status in _all)
        {
            Assert.Equal(status, JsonSerializer.Deserialize<ExitStatus>(JsonSerializer.Serialize(status)));
        }
    }

    [Fact]
    public void Every_case_is_tested_here()
    {
        var cases = typeof(ExitStatus).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(ExitStatus)));

        Assert.Equal(cases.ToHashSet(), _all.Select(status => status.GetType()).ToHashSet());
    }
}
