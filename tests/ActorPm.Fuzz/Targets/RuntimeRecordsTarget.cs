using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Daemon.Routing.Handoff;
using ActorPm.Fuzz.Engine;
using ActorPm.Processes;
using ActorPm.Processes.Native;
using ActorPm.Processes.Records;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// Runtime records that a daemon finds: read, and acted upon by a whole adoption in a home of its own. A process that the records may name, but that carries no mark
/// of this home, is never signalled.
/// </summary>
internal sealed class RuntimeRecordsTarget : IFuzzTarget
{
    private readonly string _home = Directory.CreateTempSubdirectory("apm-fuzz-").FullName;
    private readonly string _bootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
    private readonly Process _bystander = Process.Start("/usr/bin/setsid", ["/bin/sleep", "1000000"]);

    /// <inheritdoc/>
    public string Name => "runtime-records";

    /// <inheritdoc/>
    public int Weight => 2;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
    [
        "BootId", "Serial", "Instance", "Attempt", "Pid", "StartTicks", "StartedAt", "OutFile", "ErrorFile", "PidFile", "History", "Conclusion", "Channel", "Input", "Output", "Address", "Memo", "Descriptor", "Socket",
        "BOOT", "PID", "TICKS", "/dev/null", "/dev/zero", "2026-01-01T00:00:00+00:00", "9999-12-31T23:59:59.9999999+14:00", "CanDrain", "Listens", "Query", "Key", "\\u0022",
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var runtime = Path.Combine(_home, "run");
        Directory.CreateDirectory(runtime);
        var ticks = ProcessStat.TryRead(_bystander.Id, out var stat) ? stat.StartTicks : throw new BrokenPromiseException("the bystander is dead");
        // Bytes as they are, only with this boot and this process where the seeds leave a gap.
        var text = Encoding.Latin1.GetString(input.Span)
            .Replace("BOOT-ID", _bootId, StringComparison.Ordinal)
            .Replace("111111", _bystander.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("222222", ticks.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(runtime, "7.json"), Encoding.Latin1.GetBytes(text));
        var records = new RuntimeRecords(runtime);
        if (records.Read(7) is { } record)
        {
            var memo = WorkerMemoText.Read(record.Memo);
            _ = memo.Find("key");
            _ = memo.ServesLike([memo, WorkerMemo.Empty]);
            _ = record.Address?.ToString();
        }

        using (var host = new ProcessHost(new ProcessesOptions(_home, runtime, CgroupUse.Never, 64 * 1024, TimeProvider.System)))
        {
            _ = host.Launcher.AdoptSurvivors();
            _ = host.Launcher.Recall(7);
        }

        Directory.Delete(runtime, recursive: true);
        if (!ProcessStat.TryRead(_bystander.Id, out stat) || stat.State is not ('S' or 'R' or 'D'))
        {
            throw new BrokenPromiseException("a process that is none of ours was signalled");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bystander.Kill();
        Directory.Delete(_home, recursive: true);
    }
}
