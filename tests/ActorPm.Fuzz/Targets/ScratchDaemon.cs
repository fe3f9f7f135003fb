using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ActorPm.Core.Control;
using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>A real daemon in a home of its own, started by the real apm.</summary>
internal sealed class ScratchDaemon : IDisposable
{
    private const int Patience = 120_000;

    /// <summary>A home; nothing runs yet.</summary>
    public ScratchDaemon() => Home = Directory.CreateDirectory(Path.Combine(Environment.GetEnvironmentVariable(Campaign.ScratchVariable) ?? Path.GetTempPath(), $"apm-fuzz-{Environment.ProcessId}")).FullName;

    /// <summary>The home.</summary>
    public string Home { get; }

    /// <summary>The control socket.</summary>
    public UnixDomainSocketEndPoint Socket => new(Path.Combine(Home, ControlContract.SocketName));

    /// <summary>The daemon's pid; null when none runs.</summary>
    public int? Pid => Running("apm.pid");

    /// <summary>Runs apm.</summary>
    public (int ExitCode, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(FuzzOptions.Original, "apm"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Home };
        start.Environment["APM_HOME"] = Home;
        // Those are meant for this process.
        start.Environment.Remove("DOTNET_GCHeapHardLimit");
        using var process = Process.Start(start)!;
        var words = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new BrokenPromiseException($"apm {string.Join(' ', arguments)} does not end");
        }

        return (process.ExitCode, string.Join('\n', words.GetAwaiter().GetResult()));
    }

    /// <summary>Runs apm, and it has to succeed.</summary>
    public string Must(params string[] arguments)
    {
        var (code, output) = Run(arguments);
        return code == 0 ? output : throw new BrokenPromiseException($"apm {string.Join(' ', arguments)} → {code}: {output}");
    }

    /// <summary>Kills the daemon, and waits until it is gone.</summary>
    public void Kill()
    {
        if (Pid is { } pid)
        {
            EndProcess(pid);
        }
    }

    /// <summary>The daemon's private memory in bytes; 0 when none runs.</summary>
    public long Memory() => Pid is { } pid
        ? File.ReadLines($"/proc/{pid}/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Select(line => long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).FirstOrDefault()
        : 0;

    /// <summary>How many descriptors the daemon has open.</summary>
    public int Descriptors() => Pid is { } pid ? Directory.GetFiles($"/proc/{pid}/fd").Length : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _ = Run("kill");
        }
        catch (BrokenPromiseException)
        {
            // What the inputs did to it is said already; here it only has to end.
        }

        EndAllOf(Home);
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Ends what still runs of a home, or of all homes below a directory: processes that carry its path in their environment, guards and daemons first.</summary>
    public static void EndAllOf(string directory)
    {
        var left = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(pid => Carries(pid, "APM_HOME=" + directory) || Carries(pid, directory + "/"))
            .ToList();
        foreach (var pid in left.OrderBy(pid => Carries(pid, "APM_HOME=" + directory) ? 0 : 1))
        {
            EndProcess(pid);
        }
    }

    private int? Running(string file) =>
        Path.Combine(Home, file) is var path && File.Exists(path) && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var pid) && Carries(pid, Home) ? pid : null;

    private static bool Carries(int pid, string text)
    {
        try
        {
            return pid > 0 && pid != Environment.ProcessId && File.ReadAllText($"/proc/{pid}/environ").Contains(text, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked, or is somebody else's.
            return false;
        }
    }

    private static void EndProcess(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit(Patience);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }
}
