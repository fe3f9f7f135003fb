using System.Globalization;

namespace ActorPm.Fuzz.Engine;

/// <summary>What a run is asked to do.</summary>
/// <param name="Seconds">How long each target runs, its weight left aside.</param>
/// <param name="Target">The only target; null for all.</param>
/// <param name="Seed">Where chance begins.</param>
/// <param name="Findings">Where failing inputs are written to.</param>
internal sealed record FuzzOptions(double Seconds, string? Target, int Seed, string Findings)
{
    /// <summary>The directory of the program before it was copied to be instrumented: its apmd and its seeds are used.</summary>
    public static string Original => Environment.GetEnvironmentVariable(OriginalVariable) ?? AppContext.BaseDirectory;

    /// <summary>Tells the instrumented copy of <see cref="Original"/>.</summary>
    public const string OriginalVariable = "APM_FUZZ_ORIGINAL";

    /// <summary>Seconds for each target in tests.</summary>
    public const string SecondsVariable = "APM_FUZZ_SECONDS";

    /// <summary>The seed, to repeat a run.</summary>
    public const string SeedVariable = "APM_FUZZ_SEED";

    /// <summary>The seed of the tests: a change is judged by the same inputs as the one before it. Runs by hand begin elsewhere each time.</summary>
    private const int SeedOfTests = 20_261_127;

    /// <summary>What holds when nothing is asked.</summary>
    public static FuzzOptions Default => BeginningAt(Environment.TickCount & int.MaxValue);

    /// <summary>The same in tests.</summary>
    public static FuzzOptions OfTests => BeginningAt(SeedOfTests);

    private static FuzzOptions BeginningAt(int seed) => new(
        double.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out var seconds) ? seconds : 3,
        null,
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var given) ? given : seed,
        Path.Combine(Original, "findings"));
}
