using System.Diagnostics;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>What happens is told while it happens.</summary>
public sealed class EventSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Lifecycle_and_output_are_told_to_who_listens_until_the_daemon_ends()
    {
        await using var apm = new Apm();
        await apm.RunAsync("resurrect");
        using var listening = await ListenAsync(apm, "--topics", "process:event,pm2:kill,log:out");
        var told = new List<string>();
        var reading = ReadAsync(listening, told);
        await apm.RunAsync("start", "sh -c 'while echo tick; do sleep 0.05; done'", "--name", "talker");

        await UntilToldAsync(told, "talker start");
        await UntilToldAsync(told, "talker online");
        await UntilToldAsync(told, "out tick");
        await apm.RunAsync("sendSignal", "SIGKILL", "talker");
        await UntilToldAsync(told, "talker exit SIGKILL");
        await apm.RunAsync("restart", "talker");
        await UntilToldAsync(told, "talker restart");
        await apm.RunAsync("kill");

        await UntilToldAsync(told, "pm2:kill");
        await reading;
        await listening.WaitForExitAsync();
        Assert.Equal(3, listening.ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_what_a_target_selects_is_told_its_end_included()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await apm.RunAsync("start", "sleep", "--name", "two", "--", "1000");
        using var listening = await ListenAsync(apm, "two");
        var told = new List<string>();
        var reading = ReadAsync(listening, told);

        await apm.RunAsync("delete", "one");
        await apm.RunAsync("delete", "two");

        await UntilToldAsync(told, "two delete");
        Assert.DoesNotContain(told, line => line.StartsWith("one", StringComparison.Ordinal));
        ManagedProcess.Kill(listening.Id, "INT");
        await listening.WaitForExitAsync();
        Assert.Equal(0, listening.ExitCode);
        await reading;
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_brought_to_a_process_is_refused_with_the_reason()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "web", "--", "1000");

        var unknownSignal = await apm.TryAsync("sendSignal", "SIGNONE", "web");
        var unknownName = await apm.TryAsync("sendSignal", "SIGHUP", "nobody");
        var unknownAction = await apm.TryAsync("trigger", "web", "gc");
        await apm.RunAsync("stop", "web");
        var resting = await apm.TryAsync("sendSignal", "SIGHUP", "web");

        Assert.Equal((1, 1, 1, 1), (unknownSignal.ExitCode, unknownName.ExitCode, unknownAction.ExitCode, resting.ExitCode));
        Assert.Contains("'SIGNONE' is not a signal", unknownSignal.Error, StringComparison.Ordinal);
        Assert.Contains("nobody not found", unknownName.Error, StringComparison.Ordinal);
        Assert.Contains("Action doesn't exist gc", unknownAction.Error, StringComparison.Ordinal);
        Assert.Contains("is not running", resting.Error, StringComparison.Ordinal);
    }

    private static async Task<Process> ListenAsync(Apm apm, params string[] arguments)
    {
        var listening = apm.Start(["events", .. arguments]);
        Assert.StartsWith("Listening", await listening.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        return listening;
    }

    private static async Task ReadAsync(Process listening, List<string> told)
    {
        while (await listening.StandardOutput.ReadLineAsync() is { } line)
        {
            using var happened = JsonDocument.Parse(line);
            var topic = happened.RootElement.GetProperty("topic").GetString()!;
            var data = happened.RootElement.GetProperty("data");
            lock (told)
            {
                told.Add(topic switch
                {
                    "process:event" => $"{data.GetProperty("process").GetProperty("name")} {data.GetProperty("event")}{(data.TryGetProperty("exit_signal", out var signal) ? $" {signal}" : "")}",
                    "log:out" => $"out {data.GetProperty("data").GetString()!.Split('\n')[0]}",
                    _ => topic,
                });
            }
        }
    }

    private static Task UntilToldAsync(List<string> told, string what) => Until.TrueAsync($"{what} is told", () =>
    {
        lock (told)
        {
            return told.Contains(what);
        }
    });
}
