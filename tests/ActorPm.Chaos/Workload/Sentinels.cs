using System.Diagnostics;
using System.Globalization;
using ActorPm.Chaos.Histories;
using ActorPm.Chaos.Observing;

namespace ActorPm.Chaos.Workload;

/// <summary>Processes of the harness that look like ActorPm's and are not. Each tells of every signal that it gets.</summary>
internal sealed class Sentinels(History history, string program, string directory)
{
    private readonly List<(string Name, string File, Process Process)> _all = [];

    /// <summary>One of them, for whoever wants to name its pid in a record.</summary>
    public ProcessIdentity Bait => Proc.Identify(_all[0].Process.Id) ?? throw new InvalidOperationException("The sentinel is dead.");

    /// <summary>Starts them.</summary>
    public void Begin()
    {
        Add("a process whose pid a record names", new Dictionary<string, string>());
        Add("a process with an app's arguments", new Dictionary<string, string>(), "logger", "plain0", "20000", "plain");
        Add("a process with the mark of another home", new Dictionary<string, string> { ["ACTORPM_INSTANCE"] = $"1.1@{directory}/another" });
    }

    /// <summary>Writes down what was done to them, and ends them.</summary>
    public async Task EndAsync()
    {
        foreach (var (name, file, process) in _all)
        {
            if (process.HasExited)
            {
                history.Add(new HistoryEvent.InnocentHurt(History.Now, name, string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {process.ExitCode}")));
            }

            foreach (var line in File.Exists(file) ? await File.ReadAllLinesAsync(file) : [])
            {
                history.Add(new HistoryEvent.InnocentHurt(History.Now, name, line));
            }

            if (Proc.Identify(process.Id) is { } living)
            {
                Proc.Signal(living, Proc.Kill);
            }

            process.Dispose();
        }

        _all.Clear();
    }

    private void Add(string name, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var file = Path.Combine(directory, $"sentinel{_all.Count}");
        var start = new ProcessStartInfo(program, [file, .. arguments]) { WorkingDirectory = directory };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        _all.Add((name, file, Process.Start(start)!));
    }
}
