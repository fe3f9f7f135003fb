using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Core.Logs;
using ActorPm.Core.Restarts;
using ActorPm.Processes.Guard;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ActorPm.Processes.Tests;

/// <summary>A home in a directory of its own with an OS edge; whatever it started and still lives at the end is killed.</summary>
internal sealed class Sandbox : IDisposable
{
    private readonly List<int> _toKill = [];
    private readonly CgroupUse _cgroups;
    private readonly LogLimits? _limits;
    private readonly bool _guarded;
    private long _serial;

    public Sandbox(CgroupUse cgroups = CgroupUse.Never, LogLimits? logs = null, bool guarded = false)
    {
        _guarded = guarded;
        _cgroups = cgroups;
        _limits = logs;
        Home = Directory.CreateTempSubdirectory("actorpm-").FullName;
        Host = NewHost();
    }

    public string Home { get; }

    public ProcessHost Host { get; private set; }

    /// <summary>Where a guarded host looks for its guard.</summary>
    public string GuardSocket => $"{Home}/run/guard.sock";

    /// <summary>What a guarded host starts as its guard from its next start on; null for nothing.</summary>
    public string? GuardProgram { get; set; }

    public string OutFile => $"{Home}/out.log";

    public string ErrorFile => $"{Home}/err.log";

    public string Output => File.Exists(OutFile) ? File.ReadAllText(OutFile) : "";

    /// <summary>Limits that rotate a log at a size and bound nothing else.</summary>
    public static LogLimits RotatedAt(long bytes) => new(
        RotationSettings.Default(TimeZoneInfo.Utc) with { MaxBytes = bytes, Retain = null, Schedule = RotationSchedule.TryParse("off")! }, 0, 0, 0, SpaceFloor.None);

    /// <summary>The files that a log was rotated to, oldest first.</summary>
    public IReadOnlyList<string> Rotated(string? log = null) => [.. Directory
        .GetFiles(Path.GetDirectoryName(log ?? OutFile)!, $"{Path.GetFileNameWithoutExtension(log ?? OutFile)}__*")
        .Where(path => !path.EndsWith(".part", StringComparison.Ordinal))
        .Select(path => path.EndsWith(".gz", StringComparison.Ordinal) ? (Name: path[..^3], Path: path) : (Name: path, Path: path))
        .OrderBy(file => file.Name[..(file.Name.LastIndexOf("__", StringComparison.Ordinal) + 21)], StringComparer.Ordinal)
        .ThenBy(file => file.Name.Length).ThenBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => file.Path)];

    /// <summary>As after the death of a daemon: all descriptors closed, no process touched.</summary>
    public ProcessHost Reopen(Handover.DescriptorBundle? inherited = null)
    {
        Host.Dispose();
        return Host = NewHost(inherited);
    }

    /// <summary>As <see cref="Reopen"/>, also for a host that is gone already.</summary>
    public void Restart() => Reopen();

    public LaunchOrder Order(string program, params string[] arguments) => new(
        new InstanceId(AppName.Parse("app"), 0), ++_serial, 1, program, [.. arguments], Home,
        ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"), OutFile, ErrorFile, $"{Home}/pids/app-{_serial}.pid",
        RestartHistory.StartingAt(DateTimeOffset.UnixEpoch));

    public LaunchOrder Shell(string script) => Order("/bin/sh", "-c", script);

    /// <summary>A program for node, with a channel.</summary>
    public LaunchOrder Node(string script) => Order("/usr/bin/env", "node", "-e", script) with
    {
        Channel = ChannelUse.Node,
        Environment = ImmutableDictionary<string, string>.Empty.Add("PATH", Environment.GetEnvironmentVariable("PATH")!),
    };

    public LaunchOrder TestApp(params string[] verb) => Order(TestPrograms.DotNet, [TestPrograms.TestApp, .. verb]) with
    {
        Environment = ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin").Add("DOTNET_NOLOGO", "1"),
    };

    public (IRunningProcess Process, RecordingObserver Observer) Launch(LaunchOrder order)
    {
        var observer = new RecordingObserver();
        var process = Host.Launcher.Launch(order, observer);
        KillAtEnd(process.Pid);
        return (process, observer);
    }

    public void KillAtEnd(int pid) => _toKill.Add(pid);

    /// <summary>The n-th word that the program printed as a pid, as soon as it is there.</summary>
    public async Task<int> PrintedPidAsync(int index = 0)
    {
        await Until.TrueAsync(() => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length > index && Output.EndsWith('\n'));
        var pid = int.Parse(Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[index]);
        KillAtEnd(pid);
        return pid;
    }

    public void Dispose()
    {
        foreach (var slot in Enumerable.Range(1, (int)_serial))
        {
            var observer = new RecordingObserver();
            if (Host.Launcher.Find(slot, observer) is { } process)
            {
                process.KillTree();
                observer.AllGoneAsync().Wait(TimeSpan.FromSeconds(5));
            }
        }

        foreach (var pid in _toKill.Where(pid => TestPrograms.Environ(pid).Contains(Home, StringComparison.Ordinal)))
        {
            TestPrograms.Kill(pid);
        }

        Host.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private ProcessHost NewHost(Handover.DescriptorBundle? inherited = null) => new(new ProcessesOptions(Home, $"{Home}/run", _cgroups, 256 * 1024, TimeProvider.System)
    {
        Trampoline = Path.Combine(AppContext.BaseDirectory, "ActorPm.TestApp"),
        Logs = _limits,
        Guard = _guarded ? new GuardOptions(GuardSocket, "/apmd", GuardProgram, TimeSpan.Zero) : null,
        Inherited = inherited,
    });
}
