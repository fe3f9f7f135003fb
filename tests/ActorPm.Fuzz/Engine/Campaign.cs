using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorPm.Fuzz.Targets;

namespace ActorPm.Fuzz.Engine;

/// <summary>
/// Runs targets one after the other, each in a process of its own: what overflows a stack, fills the memory or never ends is a finding like any
/// other, and the next target runs all the same.
/// </summary>
internal sealed class Campaign : IDisposable
{
    /// <summary>Names the directory in which a target makes its homes, so that what is left of a target that died can be found.</summary>
    public const string ScratchVariable = "APM_FUZZ_SCRATCH";

    // Beyond its time a target may have to shrink, and to end a daemon.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(180);

    // Unbounded memory ends the process, not the machine.
    private const string HeapLimit = "0x40000000";

    private readonly InstrumentedCopy _copy = new();

    /// <summary>Runs one target.</summary>
    public async Task<RunReport> RunAsync(string target, FuzzOptions options)
    {
        var report = Path.GetTempFileName();
        var current = FuzzRun.CurrentPath(options, target);
        Directory.CreateDirectory(Path.GetDirectoryName(current)!);
        File.Delete(current);
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            [
                _copy.Program, "--run", report, "--target", target, "--seconds", options.Seconds.ToString(CultureInfo.InvariantCulture),
                "--seed", options.Seed.ToString(CultureInfo.InvariantCulture), "--findings", options.Findings,
            ]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[FuzzOptions.OriginalVariable] = FuzzOptions.Original;
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        var scratch = Directory.CreateTempSubdirectory("apm-fuzz-").FullName;
        start.Environment[ScratchVariable] = scratch;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.Seconds) + Grace);
        var end = "it did not end";
        try
        {
            await process.WaitForExitAsync(patience.Token);
            end = $"its process ended with exit code {process.ExitCode}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        try
        {
            if (process.HasExited && process.ExitCode == 0)
            {
                return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(report), RunReportJson.Default.RunReport)!;
            }

            var words = string.Join('\n', await said);
            var finding = new Finding(end, words.Length > 4000 ? words[..4000] : words, Path.Combine(options.Findings, target, "died-" + options.Seed.ToString(CultureInfo.InvariantCulture)));
            await File.WriteAllBytesAsync(finding.File, LastInput.Read(current) ?? []);
            return new RunReport(target, options.Seed, 0, clock.Elapsed.TotalSeconds, 0, 0, 0, [finding], null);
        }
        finally
        {
            File.Delete(report);
            ScratchDaemon.EndAllOf(scratch);
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>The findings of a report as a person reads them, with the command that repeats each.</summary>
    public static string Describe(RunReport report) => string.Join('\n', report.Findings.Select(finding =>
        $"{report.Target}: {finding.Kind}\n{finding.Details}\n  seed {report.Seed}; input in {finding.File}; again: dotnet run --project tests/ActorPm.Fuzz -- --target {report.Target} --replay {finding.File}"));

    /// <inheritdoc/>
    public void Dispose() => _copy.Dispose();
}
