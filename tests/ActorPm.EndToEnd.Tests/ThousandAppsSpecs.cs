using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace ActorPm.EndToEnd.Tests;

/// <summary>A thousand apps on one daemon.</summary>
[Collection(AloneCollection.Name)]
public sealed class ThousandAppsSpecs(ITestOutputHelper output)
{
    private const int Apps = 1000;

    [Fact(Timeout = 240_000)]
    public async Task A_thousand_apps_start_are_listed_idle_without_work_or_threads_and_end()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "first", "--", "100000");
        var threads = Threads(apm.DaemonPid);
        var file = Path.Combine(apm.Work, "apps.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            apps = Enumerable.Range(1, Apps - 1).Select(number => new { name = $"app{number}", script = "sleep", args = "100000", interpreter = "none" }),
        }));

        var clock = Stopwatch.StartNew();
        await apm.RunAsync("start", file);
        output.WriteLine($"{Apps - 1} apps started in {clock.Elapsed.TotalSeconds:0.00} s");

        var listed = await apm.ListAsync();
        Assert.Equal(Apps, listed.Count);
        Assert.All(listed, instance => Assert.Equal("online", instance.Status));
        Assert.Equal(Apps, listed.Select(instance => instance.Pid).Distinct().Count());
        Assert.Equal(Apps, ManagedProcess.Of(apm.Home).Count);
        // The pool of .NET grows and shrinks by a few threads on its own.
        var grown = Threads(apm.DaemonPid) - threads;
        output.WriteLine($"{threads} threads with one app, {grown} more with {Apps}");
        Assert.InRange(grown, int.MinValue, 20);

        var cpu = ManagedProcess.CpuTime(apm.DaemonPid);
        clock.Restart();
        using (var window = new PeriodicTimer(TimeSpan.FromSeconds(15)))
        {
            await window.WaitForNextTickAsync();
        }

        var percent = 100 * (ManagedProcess.CpuTime(apm.DaemonPid) - cpu) / clock.Elapsed;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle: {percent:0.00} % of a core, {ManagedProcess.Status(apm.DaemonPid, "VmRSS")}"));

        clock.Restart();
        await apm.RunAsync("delete", "all");
        output.WriteLine($"deleted in {clock.Elapsed.TotalSeconds:0.00} s");
        Assert.Empty(await apm.ListAsync());
        Assert.Empty(ManagedProcess.Of(apm.Home));
    }

    private static int Threads(int pid) => int.Parse(ManagedProcess.Status(pid, "Threads").Split(':')[1], CultureInfo.InvariantCulture);
}
