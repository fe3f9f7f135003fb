using System.Globalization;
using System.Text.Json;
using ActorPm.Fuzz.Engine;
using ActorPm.Fuzz.Targets;

const string Usage = """
    Usage: dotnet run -c Release --project tests/ActorPm.Fuzz -- [--seconds N] [--target NAME] [--seed N] [--findings DIRECTORY]
           dotnet run -c Release --project tests/ActorPm.Fuzz -- --target NAME --replay FILE
    Runs every target, or one, for so many seconds each, and prints what came of it. Exit code 1 when something was found.
    """;

var options = FuzzOptions.Default;
string? report = null, replay = null;
for (var at = 0; at < args.Length; at += 2)
{
    if (at + 1 == args.Length)
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    var value = args[at + 1];
    switch (args[at])
    {
        case "--seconds":
            options = options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) };
            break;
        case "--target":
            options = options with { Target = value };
            break;
        case "--seed":
            options = options with { Seed = int.Parse(value, CultureInfo.InvariantCulture) };
            break;
        case "--findings":
            options = options with { Findings = Path.GetFullPath(value) };
            break;
        case "--replay":
            replay = value;
            break;
        case "--run":
            report = value;
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}

if (options.Target is { } name && !FuzzTargets.Names.Contains(name))
{
    Console.Error.WriteLine($"There is no target {name}; there are {string.Join(", ", FuzzTargets.Names)}.");
    return 2;
}

if (replay is not null)
{
    using var target = FuzzTargets.Open(options.Target ?? "");
    new FuzzRun(target, options, new Coverage()).Replay(File.ReadAllBytes(replay));
    Console.WriteLine("It does no harm.");
    return 0;
}

if (report is not null)
{
    // Before anything instrumented runs: it writes to the map.
    var coverage = new Coverage();
    using var target = FuzzTargets.Open(options.Target ?? "");
    var result = target.Obstacle is { } obstacle
        ? new RunReport(target.Name, options.Seed, 0, 0, 0, 0, 0, [], obstacle)
        : new FuzzRun(target, options, coverage).Run(SeedFiles.Of(target));
    File.WriteAllBytes(report, JsonSerializer.SerializeToUtf8Bytes(result, RunReportJson.Default.RunReport));
    return 0;
}

using var campaign = new Campaign();
var reports = new List<RunReport>();
foreach (var each in options.Target is { } only ? [only] : FuzzTargets.Names)
{
    var done = await campaign.RunAsync(each, options);
    reports.Add(done);
    Console.Error.WriteLine($"{each}: {(done.Obstacle ?? $"{done.Inputs} inputs, {done.Findings.Count} findings")}");
}

foreach (var found in reports.Where(found => found.Findings.Count > 0))
{
    Console.WriteLine(Campaign.Describe(found));
}

Console.WriteLine($"seed {options.Seed}");
Console.WriteLine($"{"target",-20}{"inputs",12}{"inputs/s",10}{"corpus",9}{"edges",8}{"peak MiB",10}{"findings",10}");
foreach (var line in reports)
{
    Console.WriteLine(line.Obstacle is { } reason
        ? $"{line.Target,-20} did not run: {reason}"
        : string.Create(CultureInfo.InvariantCulture, $"{line.Target,-20}{line.Inputs,12}{line.Inputs / Math.Max(line.Seconds, 0.001),10:0}{line.Corpus,9}{line.Edges,8}{line.PeakBytes / 1048576,10}{line.Findings.Count,10}"));
}

return reports.Any(line => line.Findings.Count > 0) ? 1 : 0;
