using System.Diagnostics;
using System.Globalization;

namespace ActorPm.Cli.Tests.Guard;

/// <summary>A home, the real <c>apm guard</c>, and daemons played by a few lines of Python. At the end of the test none of them runs.</summary>
internal sealed class GuardStage : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("apm-").FullName;
    private readonly List<Process> _started = [];

    public GuardStage() => Directory.CreateDirectory(Home);

    public string Home => Path.Combine(_directory, "home");

    public string Socket => Path.Combine(Home, "run/guard.sock");

    public string Log => Read("apm.log");

    public string[] Notes => Read("notes").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Writes a program that begins with what daemon.py offers.</summary>
    public string WriteProgram(string name, string lines)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, $"#!/usr/bin/env python3\nimport sys\nsys.dont_write_bytecode = True\nsys.path.insert(0, '{AppContext.BaseDirectory}Guard')\nfrom daemon import *\n{lines}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Starts a guard whose daemon does this.</summary>
    public Process StartGuard(string daemon, params string[] options) => Start(WriteProgram("apmd", daemon), options);

    /// <summary>Starts one more guard, or the first with a program that is written already.</summary>
    public Process Start(string daemon, params string[] options)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "apm"), ["guard", .. options])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = "/",
        };
        start.Environment["APM_HOME"] = Home;
        start.Environment["APM_DAEMON"] = daemon;
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    /// <summary>Runs a program of its own in this home and returns what it printed.</summary>
    public async Task<string> RunAsync(string lines)
    {
        var start = new ProcessStartInfo(WriteProgram("other", lines)) { RedirectStandardOutput = true };
        start.Environment["APM_HOME"] = Home;
        using var process = Process.Start(start)!;
        return await process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
    }

    /// <summary>Waits for a line of the daemon's that begins so, and returns what follows.</summary>
    public async Task<string> NotedAsync(string beginning)
    {
        string? found = null;
        await UntilAsync($"a note '{beginning}…'", () => (found = Notes.FirstOrDefault(note => note.StartsWith(beginning, StringComparison.Ordinal))) is not null);
        return found![beginning.Length..].Trim();
    }

    public async Task<int> NotedNumberAsync(string beginning) => int.Parse(await NotedAsync(beginning), CultureInfo.InvariantCulture);

    public void Touch(string name) => File.WriteAllText(Path.Combine(Home, name), "");

    public async Task UntilAsync(string what, Func<bool> condition)
    {
        for (var waiting = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(waiting.Elapsed < Limit, $"Not within {Limit.TotalSeconds} seconds: {what}\nnotes: {string.Join(" | ", Notes)}\nlog: {Log}");
            await Task.Delay(5);
        }
    }

    public static async Task<int> EndOfAsync(Process process)
    {
        await process.WaitForExitAsync().WaitAsync(Limit);
        return process.ExitCode;
    }

    public static void Kill(int pid) => Process.GetProcessById(pid).Kill();

    public static void Signal(int pid, int signal) => _ = ActorPm.Cli.Guard.GuardLibC.kill(pid, signal);

    public void Dispose()
    {
        // The guard first, or it would start a daemon in the place of a killed one; then what carries this home in its environment.
        foreach (var process in _started)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        var mark = $"APM_HOME={Home}\0";
        foreach (var process in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
        {
            try
            {
                if (File.ReadAllText($"/proc/{process}/environ").Contains(mark, StringComparison.Ordinal))
                {
                    Signal(int.Parse(process!, CultureInfo.InvariantCulture), 9);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile, or somebody else's.
            }
        }

        Directory.Delete(_directory, recursive: true);
    }

    private string Read(string name) => File.Exists(Path.Combine(Home, name)) ? File.ReadAllText(Path.Combine(Home, name)) : "";
}
