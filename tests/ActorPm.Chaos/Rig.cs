using System.Text.RegularExpressions;
using ActorPm.Chaos.Faults;
using ActorPm.Chaos.Histories;
using ActorPm.Chaos.Observing;
using ActorPm.Chaos.Workload;

namespace ActorPm.Chaos;

/// <summary>What a run is made of, for the faults: the daemon, who works it, and who watches it.</summary>
internal sealed partial class Rig
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What happened.</summary>
    public required History History { get; init; }

    /// <summary>The programs under test.</summary>
    public required Apm Apm { get; init; }

    /// <summary>A folder beside the home.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the home can be filled.</summary>
    public required bool HomeIsSmall { get; init; }

    /// <summary>The apps that run all the time.</summary>
    public required IReadOnlyList<AppPlan> Steady { get; init; }

    /// <summary>Who gives commands.</summary>
    public required CommandGiver Giver { get; init; }

    /// <summary>Who sees the instances.</summary>
    public required InstanceObserver Instances { get; init; }

    /// <summary>The innocent.</summary>
    public required Sentinels Sentinels { get; init; }

    /// <summary>The log files.</summary>
    public required LogReading Logs { get; init; }

    /// <summary>What is preloaded into the daemon.</summary>
    public required Shim Shim { get; init; }

    /// <summary>Whether this version has <c>apm update</c>.</summary>
    public bool CanUpdate { get; private set; }

    /// <summary>Asks the program what it can do.</summary>
    public async Task LearnAsync()
    {
        var (_, output, error) = await Apm.RunAsync("--help");
        CanUpdate = UpdateVerb().IsMatch(output + error);
    }

    /// <summary>Kills the daemon or its guard.</summary>
    public Task KillAsync(PlannedFault fault, Victim victim) =>
        (victim is Victim.Guard ? Apm.Guard : Apm.Daemon) is { } process ? KillAsync(fault, victim, process, "") : Task.CompletedTask;

    /// <summary>Kills a process and writes it down when it is dead.</summary>
    public async Task KillAsync(PlannedFault fault, Victim victim, ProcessIdentity process, string app)
    {
        var began = History.Now;
        await Proc.KillAsync(process);
        History.Add(new HistoryEvent.Killed(History.Now, began, fault.Number, victim, process, app));
    }

    /// <summary>Waits until a command works again. Without a guard it starts the daemon, as a user would; with one it never does.</summary>
    public async Task ReviveAsync(TimeSpan since)
    {
        var by = Apm.Guard is null ? Revival.Harness : Revival.Guard;
        var text = "";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (History.Now - since < Patience)
        {
            if (by is Revival.Harness)
            {
                (_, var output, var error) = await Apm.ResurrectAsync();
                text = (error + output).Trim();
            }

            if (await Apm.AnswersAsync())
            {
                History.Add(new HistoryEvent.DaemonAnswered(History.Now, since, by));
                return;
            }

            await timer.WaitForNextTickAsync();
        }

        History.Add(new HistoryEvent.DaemonFailed(History.Now, $"the daemon did not come back within {Patience.TotalSeconds} s. {text}"));
    }

    /// <summary>A folder with the same programs: one of two, made when it is first asked for.</summary>
    public string CopyOfPrograms(int which)
    {
        var copy = Path.Combine(Directory, $"programs{which}");
        if (!System.IO.Directory.Exists(copy))
        {
            Copy(Apm.Folder, copy);
        }

        return copy;
    }

    /// <summary>A folder with an apmd that is something else.</summary>
    public string BrokenCopyOfPrograms(string apmd)
    {
        var copy = Path.Combine(Directory, "broken");
        if (!System.IO.Directory.Exists(copy))
        {
            Copy(Apm.Folder, copy);
        }

        var program = Path.Combine(copy, "apmd");
        File.Delete(program);
        File.WriteAllText(program, apmd);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return copy;
    }

    private static void Copy(string from, string to)
    {
        System.IO.Directory.CreateDirectory(to);
        foreach (var file in System.IO.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex(@"^\s*(apm )?update\b", RegexOptions.Multiline)]
    private static partial Regex UpdateVerb();
}
