using System.Buffers.Binary;
using ActorPm.Cluster.Tests.Networks;
using ActorPm.EndToEnd.Tests;

namespace ActorPm.Cluster.Tests.Nemeses.Faults;

/// <summary>The wall clock of one daemon, moved by the chaos run's <c>shim.c</c>, which is preloaded into it and reads from a file how far. Nobody else's clock is touched, and no monotonic one.</summary>
internal sealed class SkewedClock(Apm apm)
{
    private const string Library = "shim.so", Orders = "clock";

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Obstacle => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, "gcc"))) ? null : "gcc is not installed.";

    /// <summary>Compiles what is preloaded.</summary>
    /// <param name="directory">Where it is put.</param>
    public static async Task<string> CompileAsync(string directory)
    {
        var library = Path.Combine(directory, Library);
        await SystemCommand.RunAsync("gcc", "-O1", "-shared", "-fPIC", "-o", library, Path.Combine(Programs.Repository, "tests/ActorPm.Chaos/Apps/shim.c"));
        return library;
    }

    /// <summary>Has it preloaded into a daemon that is not started yet.</summary>
    public static void Prepare(Apm apm, string library)
    {
        File.WriteAllBytes(Path.Combine(apm.Work, Orders), new byte[4096]);
        apm.With("LD_PRELOAD", library).With("CHAOS_SHIM", Path.Combine(apm.Work, Orders));
    }

    /// <summary>How far the daemon's wall clock is from the machine's.</summary>
    public void Move(TimeSpan by)
    {
        Assert.Contains(Library, File.ReadAllText($"/proc/{apm.DaemonPid}/maps"), StringComparison.Ordinal);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)by.TotalSeconds);
        using var file = File.OpenHandle(Path.Combine(apm.Work, Orders), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, bytes, 0);
    }
}
