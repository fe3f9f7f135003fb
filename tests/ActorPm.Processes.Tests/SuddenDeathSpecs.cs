using System.Diagnostics;
using System.Text.Json;
using ActorPm.Processes.Output;
using Xunit.Abstractions;

namespace ActorPm.Processes.Tests;

/// <summary>What SIGKILL does to output that goes through memory: nothing.</summary>
public sealed class SuddenDeathSpecs(ITestOutputHelper log)
{
    // More of them by APM_TEST_DEATHS: 100 take minutes.
    private static readonly int Deaths = int.Parse(Environment.GetEnvironmentVariable("APM_TEST_DEATHS") ?? "25", System.Globalization.CultureInfo.InvariantCulture);

    [Fact(Timeout = 600000)]
    public async Task Sudden_deaths_lose_and_repeat_nothing_in_any_shape()
    {
        var seed = Random.Shared.Next();
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var box = new Sandbox();
        string In(string file) => $"{box.Home}/{file}";
        var plan = OutputPlan.Raw with { AppName = "app" };
        var orders = new[]
        {
            box.Shell(Numbers("d")) with { OutFile = In("dated"), Output = plan with { Shape = LineShape.Dated } },
            box.Shell(Numbers("j")) with { OutFile = In("json"), Output = plan with { Shape = LineShape.Json } },
            box.Shell(Numbers("a")) with { OutFile = In("shared"), Output = plan with { Shape = LineShape.Dated } },
            box.Shell(Numbers("b")) with { OutFile = In("shared"), Output = plan with { Shape = LineShape.Dated } },
            box.Shell($"{{ {Numbers("o")}; }} & {{ {Numbers("e")}; }} >&2 & wait") with { OutFile = In("out"), ErrorFile = In("error"), Output = plan with { CombinedFile = In("combined") } },
        };
        foreach (var order in orders)
        {
            box.Launch(order);
        }

        // A host that ends in peace ends the lines that wait as well, so nothing is written before.
        box.Host.Dispose();
        await File.WriteAllTextAsync(In("go"), "");
        for (var death = 0; death < Deaths; death++)
        {
            using var host = Process.Start(new ProcessStartInfo(TestPrograms.DotNet, [TestPrograms.TestApp, "host", box.Home]) { RedirectStandardOutput = true })!;
            Assert.Equal($"adopted {orders.Length}", await host.StandardOutput.ReadLineAsync());
            await GrowthAsync(In(random.Next(4) switch { 0 => "dated", 1 => "json", 2 => "shared", _ => "combined" }), random.Next(100_000));
            Thread.SpinWait(random.Next(20_000));
            host.Kill();
            await host.WaitForExitAsync();
        }

        await File.WriteAllTextAsync(In("stop"), "");
        box.Restart();
        box.Host.Launcher.AdoptSurvivors();
        string[] files = ["dated", "json", "shared", "out", "error", "combined"];
        await Until.TrueAsync(() => files.All(file => Ends(In(file)) == (file is "shared" or "combined" ? 2 : 1)));

        AssertWhole(seed, "d", Messages(In("dated")));
        AssertWhole(seed, "j", File.ReadLines(In("json")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString()!));
        AssertWhole(seed, "ab", Messages(In("shared")));
        AssertWhole(seed, "o", File.ReadLines(In("out")));
        AssertWhole(seed, "e", File.ReadLines(In("error")));
        AssertWhole(seed, "oe", File.ReadLines(In("combined")));
    }

    /// <summary>
    /// Writes numbered lines in pieces that end anywhere, until it is stopped, and a last line; then stays. Breathes now and then, so that a slow
    /// machine does not have to check gigabytes.
    /// </summary>
    private static string Numbers(string letter) =>
        $"until [ -e go ]; do sleep 0.01; done; awk 'BEGIN {{ for (i = 0; (getline x < \"stop\") < 0; i++) {{ if (i % 10 == 9) {{ fflush(); system(\"sleep 0.02\") }} for (k = 0; k < 100; k++) {{ printf \"{letter} \"; if (k % 7 == 0) fflush(); print i * 100 + k, \"{new string('x', 40)}\" }} }} print \"{letter} end\" }}'; exec sleep 1000";

    /// <summary>A moment that is random in the way of the bytes.</summary>
    private static async Task GrowthAsync(string file, long bytes)
    {
        long Length() => new FileInfo(file) is { Exists: true, Length: var length } ? length : 0;
        for (var wanted = Length() + bytes; Length() < wanted;)
        {
            await Task.Yield();
        }
    }

    private static int Ends(string file) => Tail(file).Split('\n').Count(line => line.Contains(" end", StringComparison.Ordinal));

    private static string Tail(string file)
    {
        using var stream = File.OpenRead(file);
        stream.Seek(-Math.Min(stream.Length, 1024 * 1024), SeekOrigin.End);
        return new StreamReader(stream).ReadToEnd();
    }

    private static IEnumerable<string> Messages(string file) => File.ReadLines(file).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);

    private void AssertWhole(int seed, string letters, IEnumerable<string> lines)
    {
        var next = letters.ToDictionary(letter => letter, _ => 0);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            Assert.True(line.Length > 2 && next.ContainsKey(line[0]), $"seed {seed}, {letters} line {number}: {line}");
            var expected = line.EndsWith(" end", StringComparison.Ordinal) ? $"{line[0]} end" : $"{line[0]} {next[line[0]]++} {new string('x', 40)}";
            Assert.True(line == expected, $"seed {seed}, {letters} line {number}: {line} instead of {expected}");
        }

        log.WriteLine($"{letters}: {number} lines");

        Assert.All(next.Values, count => Assert.True(count > 0 && count % 100 == 0));
    }
}
