using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorPm.Chaos.Histories;
using ActorPm.Chaos.Observing;

namespace ActorPm.Chaos;

/// <summary>
/// The real <c>apm</c> with a home of its own. No command but <see cref="ResurrectAsync"/> can start a daemon: whoever brings it back does so on purpose, and
/// is written down.
/// </summary>
internal sealed class Apm(string folder, string home, IReadOnlyDictionary<string, string> daemonEnvironment)
{
    /// <summary>Longer than any fault lasts. A command that takes longer hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public string Home => home;

    /// <summary>The folder of the programs.</summary>
    public string Folder => folder;

    /// <summary>The daemon, while it lives.</summary>
    public ProcessIdentity? Daemon => FromFile(Path.Combine(home, "apm.pid"), "apmd");

    /// <summary>The guard, while it lives; null as well where this version has none.</summary>
    public ProcessIdentity? Guard => FromFile(Path.Combine(home, "run/guard.pid"), "guard");

    /// <summary>Runs a command.</summary>
    public Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, new Dictionary<string, string> { ["APM_DAEMON"] = "/nonexistent/apmd" });

    /// <summary>Starts the daemon, with what the harness preloads into it.</summary>
    public Task<(int ExitCode, string Out, string Error)> ResurrectAsync() => RunAsync(["resurrect"], daemonEnvironment);

    /// <summary>Whether a command works now.</summary>
    public async Task<bool> AnswersAsync() => (await RunAsync("ping")).ExitCode == 0;

    /// <summary>Starts a command and leaves it running.</summary>
    public Process Start(params string[] arguments) => Start(arguments, new Dictionary<string, string> { ["APM_DAEMON"] = "/nonexistent/apmd" });

    /// <summary>What <c>jlist</c> says of each app; null when it does not answer.</summary>
    public async Task<IReadOnlyDictionary<string, Wish>?> ListAsync()
    {
        var (exitCode, text, _) = await RunAsync("jlist");
        if (exitCode != 0)
        {
            return null;
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.EnumerateArray()
            .GroupBy(element => element.GetProperty("name").GetString()!, element => element.GetProperty("pm2_env").GetProperty("status").GetString(), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Wish(group.Count(), StateOf([.. group])), StringComparer.Ordinal);
    }

    private static AppState StateOf(IReadOnlyList<string?> statuses) =>
        statuses.All(status => status == "online") ? AppState.Running : statuses.All(status => status == "stopped") ? AppState.Stopped : AppState.Mixed;

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var process = Start(arguments, environment);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return (-1, "", $"apm {string.Join(' ', arguments)} did not end within {Limit.TotalSeconds} s");
        }

        return (process.ExitCode, await output, await error);
    }

    private Process Start(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, "apm"), arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        start.Environment["APM_HOME"] = home;
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("APM_DAEMON");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static ProcessIdentity? FromFile(string path, string program)
    {
        var text = Proc.Read(path).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && Proc.Read($"/proc/{pid}/cmdline").Contains(program, StringComparison.Ordinal) ? Proc.Identify(pid) : null;
    }
}
