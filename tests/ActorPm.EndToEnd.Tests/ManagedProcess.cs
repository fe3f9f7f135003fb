using System.Globalization;
using System.Text;

namespace ActorPm.EndToEnd.Tests;

/// <summary>What /proc says about processes, read apart from the code under test.</summary>
internal static class ManagedProcess
{
    /// <summary>All live processes that carry the mark of a home, with their mark (slot and attempt).</summary>
    public static IReadOnlyList<(int Pid, string Mark)> Of(string home) =>
    [
        .. from directory in Directory.EnumerateDirectories("/proc")
           let name = Path.GetFileName(directory)
           where name.All(char.IsAsciiDigit)
           let pid = int.Parse(name, CultureInfo.InvariantCulture)
           let mark = MarkOf(pid, home)
           where mark is not null && IsAlive(pid)
           select (pid, mark),
    ];

    /// <summary>Whether a process exists and is no zombie.</summary>
    public static bool IsAlive(int pid) => StatOf(pid) is { } stat && stat[0] is not ("Z" or "X");

    /// <summary>The parent of a process.</summary>
    public static int ParentOf(int pid) => StatOf(pid) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0;

    /// <summary>Sends a signal. Nothing that stands for several processes is taken: 0 is the pid of an instance between two processes, and to kill(1) the tests' own group.</summary>
    public static void Kill(int pid, string signal = "KILL")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        using var kill = System.Diagnostics.Process.Start("/bin/kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>A line of /proc/PID/status.</summary>
    public static string Status(int pid, string key) => File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(key + ":", StringComparison.Ordinal));

    /// <summary>Processor time used so far.</summary>
    public static TimeSpan CpuTime(int pid)
    {
        var stat = StatOf(pid)!;
        return TimeSpan.FromMilliseconds(10 * (long.Parse(stat[11], CultureInfo.InvariantCulture) + long.Parse(stat[12], CultureInfo.InvariantCulture)));
    }

    private static string? MarkOf(int pid, string home)
    {
        var variable = ReadAll($"/proc/{pid}/environ").Split('\0').FirstOrDefault(text => text.StartsWith("ACTORPM_INSTANCE=", StringComparison.Ordinal));
        return variable is not null && variable.EndsWith("@" + home, StringComparison.Ordinal) ? variable["ACTORPM_INSTANCE=".Length..^(home.Length + 1)] : null;
    }

    // The fields of /proc/PID/stat after the name: state, parent, … (proc(5)).
    private static string[]? StatOf(int pid)
    {
        var text = ReadAll($"/proc/{pid}/stat");
        return text.Length == 0 ? null : text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static string ReadAll(string path)
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
}
