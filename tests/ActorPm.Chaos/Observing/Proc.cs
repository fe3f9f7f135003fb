using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Observing;

/// <summary>What the kernel says of processes.</summary>
internal static partial class Proc
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>All pids.</summary>
    public static IEnumerable<int> Pids()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                yield return pid;
            }
        }
    }

    /// <summary>The process that has a pid now; null when there is none, or a zombie.</summary>
    public static ProcessIdentity? Identify(int pid) =>
        StatOf(pid) is { } stat && stat[0] is not ("Z" or "X") ? new ProcessIdentity(pid, long.Parse(stat[19], CultureInfo.InvariantCulture)) : null;

    /// <summary>Whether a process still lives.</summary>
    public static bool IsAlive(ProcessIdentity process) => Identify(process.Pid) == process;

    /// <summary>The fields of /proc/PID/stat after the name (proc(5)): state, parent, …</summary>
    public static string[]? StatOf(int pid)
    {
        var text = Read($"/proc/{pid}/stat");
        return text.Length == 0 ? null : text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    /// <summary>A file of /proc; empty when the process ended or is not ours to read.</summary>
    public static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return "";
        }
    }

    /// <summary>Sends a signal to a process, if it is still the one that is meant.</summary>
    public static void Signal(ProcessIdentity process, int signal)
    {
        if (IsAlive(process))
        {
            _ = kill(process.Pid, signal);
        }
    }

    /// <summary>Kills a process and returns when it is dead.</summary>
    public static async Task KillAsync(ProcessIdentity process)
    {
        Signal(process, Kill);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (IsAlive(process))
        {
            await timer.WaitForNextTickAsync();
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
