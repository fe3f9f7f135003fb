using System.Globalization;
using ActorPm.Cluster.Tests.Nemeses;
using ActorPm.Cluster.Tests.Nemeses.Faults;
using ActorPm.Cluster.Tests.Nemeses.Histories;
using ActorPm.Cluster.Tests.Networks;
using ActorPm.EndToEnd.Tests;
using Xunit.Abstractions;

namespace ActorPm.Cluster.Tests;

/// <summary>
/// A cluster under faults and load. <c>APM_NEMESES</c> says how often each nemesis strikes; without it a few do, once. <c>APM_NEMESES_SEED</c> gives another order and other commands,
/// <c>APM_NEMESES_KINDS</c> picks some (<c>KillNode,Mute</c>), <c>APM_NEMESES_KEEP</c> names a directory in which the history and the daemons' logs stay.
/// </summary>
public sealed class NemesisSpecs(ITestOutputHelper output)
{
    private const int Seed = 7;

    private static readonly NemesisKind[] Few = [NemesisKind.KillNode, NemesisKind.SkewClock, NemesisKind.KillAll];

    [SkippableFact(Timeout = 7_200_000)]
    public async Task No_promise_is_broken_by_nemeses()
    {
        var obstacle = await Lan.ObstacleAsync() ?? Hub.Obstacle ?? SkewedClock.Obstacle;
        Skip.If(obstacle is not null, obstacle);
        Programs.Require("node");
        var rounds = Number("APM_NEMESES", 0);
        var seed = Number("APM_NEMESES_SEED", Seed);
        var kinds = Environment.GetEnvironmentVariable("APM_NEMESES_KINDS") is { Length: > 0 } some ? [.. some.Split(',').Select(Enum.Parse<NemesisKind>)] : rounds > 0 ? Enum.GetValues<NemesisKind>() : Few;
        var printed = new List<string>
        {
            $"again: APM_NEMESES={Math.Max(1, rounds)} APM_NEMESES_SEED={seed} APM_NEMESES_KINDS={string.Join(',', kinds)} dotnet test tests/ActorPm.Cluster.Tests --filter NemesisSpecs",
        };

        output.WriteLine(printed[0]);

        var violations = await new NemesisRun(PlannedNemesis.Plan(seed, Math.Max(1, rounds), kinds), Environment.GetEnvironmentVariable("APM_NEMESES_KEEP"), line =>
        {
            printed.Add(line);
            output.WriteLine(line);
        }).RunAsync(seed);

        Assert.True(violations.Count == 0, string.Join('\n', printed));
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
