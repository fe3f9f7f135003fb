using System.Runtime.InteropServices;

namespace ActorPm.Processes.Tests;

/// <summary>The programs that tests run, and what the OS says of processes.</summary>
internal static partial class TestPrograms
{
    public static string DotNet { get; } = Environment.ProcessPath!.EndsWith("/dotnet", StringComparison.Ordinal)
        ? Environment.ProcessPath!
        : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    public static string TestApp { get; } = Path.Combine(AppContext.BaseDirectory, "ActorPm.TestApp.dll");

    /// <summary>Whether there is a process that still runs code; a zombie does not.</summary>
    public static bool IsAlive(int pid) => State(pid) is not (null or 'Z' or 'X');

    /// <summary>Whether nothing is left of a process, no zombie either.</summary>
    public static bool IsReaped(int pid) => State(pid) is null;

    public static char? State(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[text.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>How many threads of this process have a name that begins so. Threads of the pool come and go while they are counted.</summary>
    public static int OwnThreads(string name) => Directory.EnumerateDirectories("/proc/self/task").Count(task =>
    {
        try
        {
            return File.ReadAllText($"{task}/comm").StartsWith(name, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    public static int Parent(int pid) =>
        int.Parse(File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("PPid:", StringComparison.Ordinal)).AsSpan(5));

    public static string Environ(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>All processes that carry a home's mark.</summary>
    public static IReadOnlyList<int> MarkedWith(string home) =>
        [.. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(path.AsSpan(6), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId && Environ(pid).Contains($"@{home}\0", StringComparison.Ordinal) && IsAlive(pid))];

    /// <summary>What a process runs, by its file's name.</summary>
    public static string Name(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }

    public static void KillIf(bool escaped, int pid)
    {
        if (escaped)
        {
            Kill(pid);
        }
    }

    public static void Kill(int pid) => Send(pid, 9);

    public static void Send(int pid, int signal)
    {
        // 0 and less stand for groups, the tests' own among them.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        _ = SysKill(pid, signal);
    }

    [LibraryImport("libc.so.6", EntryPoint = "kill")]
    private static partial int SysKill(int pid, int signal);

    [LibraryImport("libc.so.6", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc.so.6", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);
}
