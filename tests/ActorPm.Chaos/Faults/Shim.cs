using System.Buffers.Binary;

namespace ActorPm.Chaos.Faults;

/// <summary>The harness's side of shim.c: what is preloaded into apmd reads its orders from a file.</summary>
internal sealed class Shim(string library, string orders)
{
    /// <summary>What the daemon's environment needs.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["CHAOS_SHIM"] = orders };

    /// <summary>Why it is not in the daemon; null when it is.</summary>
    public string? Missing(Apm apm) => apm.Daemon is { } daemon && Observing.Proc.Read($"/proc/{daemon.Pid}/maps").Contains(library, StringComparison.Ordinal)
        ? null : "the shim is not loaded into the daemon";

    /// <summary>Makes the file: no order.</summary>
    public void Begin() => File.WriteAllBytes(orders, new byte[4096]);

    /// <summary>How long flushes and writes take.</summary>
    public void SlowDisk(TimeSpan flush, TimeSpan write)
    {
        Order(1, (long)flush.TotalMicroseconds);
        Order(2, (long)write.TotalMicroseconds);
    }

    /// <summary>How far the wall clock is from the machine's.</summary>
    public void MoveClock(TimeSpan by) => Order(0, (long)by.TotalSeconds);

    private void Order(int place, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        using var file = File.OpenHandle(orders, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, bytes, place * sizeof(long));
    }
}
