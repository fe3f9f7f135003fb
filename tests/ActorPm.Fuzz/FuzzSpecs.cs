using ActorPm.Fuzz.Engine;
using ActorPm.Fuzz.Targets;
using Xunit.Abstractions;

namespace ActorPm.Fuzz;

/// <summary>
/// Every target for some seconds (APM_FUZZ_SECONDS; 3 by default, more for those with more weight), its kept seeds first. A failure names the seed, the
/// shrunk input and the command that repeats it.
/// </summary>
public sealed class FuzzSpecs(FuzzSpecs.Program program, ITestOutputHelper output) : IClassFixture<FuzzSpecs.Program>
{
    /// <summary>The instrumented program, made once.</summary>
    public sealed class Program : IDisposable
    {
        internal Campaign Campaign { get; } = new();

        /// <inheritdoc/>
        public void Dispose() => Campaign.Dispose();
    }

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [SkippableTheory(Timeout = 600_000)]
    [MemberData(nameof(Targets))]
    public async Task Whatever_comes_in_is_read_or_refused(string target)
    {
        var options = FuzzOptions.OfTests;
        using var opened = FuzzTargets.Open(target);

        var report = await program.Campaign.RunAsync(target, options with { Seconds = options.Seconds * opened.Weight });

        Skip.If(report.Obstacle is not null, report.Obstacle);
        output.WriteLine($"{report.Inputs} inputs, seed {report.Seed}, {report.Edges} edges");
        Assert.True(report.Findings.Count == 0, Campaign.Describe(report));
        Assert.True(report.Inputs > 0, $"{target} tried nothing.");
    }
}
