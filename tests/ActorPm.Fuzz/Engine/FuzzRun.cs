using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace ActorPm.Fuzz.Engine;

/// <summary>
/// Runs one target in this process: its seeds, then what the mutator makes of them, for a time. What takes new branches joins the corpus. Ends
/// the process when an input does not end, since no thread can be ended from outside.
/// </summary>
internal sealed class FuzzRun(IFuzzTarget target, FuzzOptions options, Coverage coverage)
{
    /// <summary>The exit code after an input that did not end.</summary>
    public const int HangExitCode = 3;

    private static readonly TimeSpan ShrinkLimit = TimeSpan.FromSeconds(10);

    // A defect that most inputs reach would hide the rest of the time.
    private const int MostFindings = 10;

    private readonly Dictionary<string, Finding> _findings = [];
    private readonly Lock _gate = new();
    private byte[] _current = [];
    private long _since;

    /// <summary>Where the input stands that is being tried; what is left of a process that died shows what it died of.</summary>
    public static string CurrentPath(FuzzOptions options, string target) => Path.Combine(options.Findings, target, "current");

    /// <summary>Runs.</summary>
    public RunReport Run(IReadOnlyList<byte[]> seeds)
    {
        target.Begin();
        var directory = Directory.CreateDirectory(Path.Combine(options.Findings, target.Name)).FullName;
        using var last = new LastInput(CurrentPath(options, target.Name), target.LongestInput);
        using var watch = new Timer(_ => EndIfHung(directory), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var random = new Random(options.Seed);
        var mutator = new Mutator(random, target.Words, target.LongestInput);
        var corpus = new List<byte[]>();
        var clock = Stopwatch.StartNew();
        var inputs = 0L;
        foreach (var seed in seeds)
        {
            Try(seed, last, directory);
            corpus.Add(seed);
            inputs++;
        }

        if (corpus.Count == 0)
        {
            corpus.Add([]);
        }

        var limit = TimeSpan.FromSeconds(options.Seconds);
        while (clock.Elapsed < limit && _findings.Count < MostFindings)
        {
            // Younger members of the corpus are farther from the seeds: they get half of the time.
            var parent = corpus[random.Next(2) == 0 ? random.Next(corpus.Count) : random.Next(Math.Max(0, corpus.Count - 64), corpus.Count)];
            var input = mutator.Mutate(parent, corpus[random.Next(corpus.Count)]);
            inputs++;
            if (Try(input, last, directory))
            {
                corpus.Add(input);
            }
        }

        return new RunReport(target.Name, options.Seed, inputs, clock.Elapsed.TotalSeconds, corpus.Count, coverage.Edges, PeakBytes(), [.. _findings.Values], null);
    }

    /// <summary>Tries one input once, for whoever wants to see it fail again.</summary>
    public void Replay(byte[] input)
    {
        target.Begin();
        target.Run(input);
    }

    /// <summary>Tries an input.</summary>
    /// <returns>Whether it did something new.</returns>
    private bool Try(byte[] input, LastInput last, string directory)
    {
        last.Write(input);
        if (Problem(input) is not { } problem)
        {
            return coverage.IsNew();
        }

        if (!_findings.ContainsKey(problem.Kind))
        {
            var shortest = Shrinker.Shrink(
                input,
                candidate =>
                {
                    last.Write(candidate);
                    return Problem(candidate)?.Kind == problem.Kind;
                },
                ShrinkLimit);
            var final = Problem(shortest) is { } again && again.Kind == problem.Kind ? again : problem;
            _findings[problem.Kind] = final with { File = Keep(directory, shortest) };
        }

        return false;
    }

    private Finding? Problem(byte[] input)
    {
        lock (_gate)
        {
            _current = input;
            _since = Stopwatch.GetTimestamp();
        }

        coverage.Begin();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var took = Stopwatch.GetElapsedTime(_since);
            if (took > target.Limit)
            {
                // Others may have had the machine: once more, and both times count.
                var again = Stopwatch.GetTimestamp();
                target.Run(input);
                took = TimeSpan.FromTicks(Math.Min(took.Ticks, Stopwatch.GetElapsedTime(again).Ticks));
            }

            return allocated > target.MostAllocated(input.Length)
                ? new Finding("too much memory", $"{input.Length} bytes made it allocate {allocated / 1024 / 1024} MiB", "")
                : took > target.Limit ? new Finding("too slow", $"{input.Length} bytes took {took.TotalSeconds:0.0} s", "") : null;
        }
        catch (Exception e)
        {
            // Whatever it is, it is the finding.
            return new Finding(KindOf(e), e.ToString(), "");
        }
        finally
        {
            lock (_gate)
            {
                _since = 0;
            }
        }
    }

    private void EndIfHung(string directory)
    {
        byte[] input;
        lock (_gate)
        {
            // A grace beyond the limit: what is merely slow is found, and shrunk, by whoever runs it.
            if (_since == 0 || Stopwatch.GetElapsedTime(_since) < (3 * target.Limit) + TimeSpan.FromSeconds(5))
            {
                return;
            }

            input = _current;
        }

        Console.WriteLine($"{target.Name}: an input of {input.Length} bytes does not end: {Keep(directory, input)}");
        Environment.Exit(HangExitCode);
    }

    private static string KindOf(Exception e)
    {
        var frame = new StackTrace(e).GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Namespace?.StartsWith("ActorPm", StringComparison.Ordinal) is true);
        return $"{e.GetType().Name} in {frame?.DeclaringType?.Name}.{frame?.Name}";
    }

    private static string Keep(string directory, byte[] input)
    {
        var path = Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
        File.WriteAllBytes(path, input);
        return path;
    }

    private static long PeakBytes() => File.ReadLines("/proc/self/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024)
        .FirstOrDefault();
}
