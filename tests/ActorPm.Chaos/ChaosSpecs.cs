using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace ActorPm.Chaos;

/// <summary>A short run of mixed faults in every <c>dotnet test</c>: the same order of faults each time; <c>APM_CHAOS_SEED</c> gives another.</summary>
public sealed class ChaosSpecs(ITestOutputHelper output)
{
    private const string Seed = "7";

    [SkippableFact(Timeout = 900_000)]
    public async Task No_promise_is_broken_by_a_minute_of_faults()
    {
        foreach (var program in new[] { "gcc", "node" })
        {
            Skip.IfNot(Programs.IsInstalled(program), $"{program} is not installed.");
        }

        var seed = int.Parse(Environment.GetEnvironmentVariable("APM_CHAOS_SEED") ?? Seed, CultureInfo.InvariantCulture);
        var printed = new List<string>();

        var violations = await new ChaosRun(ChaosOptions.Short(seed), line =>
        {
            printed.Add(line);
            output.WriteLine(line);
        }).RunAsync(CancellationToken.None);

        Assert.True(violations.Count == 0, string.Join('\n', printed));
    }
}
