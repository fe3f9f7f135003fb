namespace ActorPm.EndToEnd.Tests.Contract;

/// <summary>apm beside PM2: the same commands, the same answers. PM2 is installed from npm on the first run.</summary>
public sealed class Pm2ComparisonSpecs
{
    [SkippableFact(Timeout = 1_800_000)]
    public async Task Every_scenario_ends_as_with_PM2_or_differs_as_listed()
    {
        Programs.Require("node");
        Programs.Require("npm");

        var (exitCode, table) = await ComparisonScript.RunAsync("compare", "--apm", Path.GetDirectoryName(Programs.Apm)!);

        Assert.True(exitCode == 0, table);
    }

    [SkippableFact(Timeout = 1_200_000)]
    public async Task Programs_that_were_written_for_PM2_show_the_same_with_apm()
    {
        Programs.Require("node");
        Programs.Require("npm");

        var (exitCode, shown) = await ComparisonScript.RunAsync("real-users", "--apm", Path.GetDirectoryName(Programs.Apm)!);

        Assert.True(exitCode == 0, shown);
    }
}
