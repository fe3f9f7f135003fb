using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses;

/// <summary>
/// Looks at /proc at short intervals for processes of movable apps on all nodes, which share the processes of this machine, and writes down when each was active. A process belongs to
/// the node whose home its mark names, and to the app whose word its command line ends with. A second copy is seen if it lives for an interval.
/// </summary>
/// <param name="history">Where it is written down.</param>
/// <param name="homes">The name of each node, by its home.</param>
internal sealed class CopyWatch(ClusterHistory history, IReadOnlyDictionary<string, string> homes)
{
    private const string Mark = "ACTORPM_INSTANCE=";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // Between fork and exec a process has its parent's command line: one that is young is looked at again.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, string> _apps = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Pid, string Began), Copy> _copies = [];
    private readonly Dictionary<int, TimeSpan> _strangers = [];
    private readonly Lock _gate = new();

    /// <summary>From now on processes whose last argument is this word are copies of an app.</summary>
    public void Expect(string app, string word) => _apps[word] = app;

    /// <summary>The copies that are active, by app and node.</summary>
    public ILookup<string, string> Active
    {
        get
        {
            lock (_gate)
            {
                return _copies.Values.Where(copy => copy.ActiveSince is not null).ToLookup(copy => copy.App, copy => copy.Node, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Looks until it is told to stop; then the spans that go on are written down as well.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stop.IsCancellationRequested)
        {
            lock (_gate)
            {
                Look();
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        foreach (var copy in _copies.Values)
        {
            Close(copy);
        }
    }

    private void Look()
    {
        foreach (var (process, copy) in _copies.ToList())
        {
            var before = history.Now;
            var stat = StatOf(process.Pid);
            if (stat is null || stat[19] != process.Began || stat[0] is "Z" or "X")
            {
                Close(copy);
                _copies.Remove(process);
            }
            else if (stat[0] is "T" or "t")
            {
                Close(copy);
            }
            else
            {
                copy.ActiveSince ??= history.Now;
                copy.Last = before > copy.ActiveSince ? before : copy.ActiveSince.Value;
            }
        }

        var there = Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0).ToHashSet();
        foreach (var gone in _strangers.Keys.Where(pid => !there.Contains(pid)).ToList())
        {
            _strangers.Remove(gone);
        }

        there.ExceptWith(_copies.Keys.Select(process => process.Pid));
        foreach (var pid in there)
        {
            _strangers.TryAdd(pid, history.Now);
            if (history.Now - _strangers[pid] <= Young)
            {
                Consider(pid);
            }
        }
    }

    private void Consider(int pid)
    {
        if (!_apps.TryGetValue(Read($"/proc/{pid}/cmdline").TrimEnd('\0').Split('\0')[^1], out var app))
        {
            return;
        }

        var mark = Read($"/proc/{pid}/environ").Split('\0').FirstOrDefault(text => text.StartsWith(Mark, StringComparison.Ordinal));
        if (mark is not null && homes.TryGetValue(mark[(mark.IndexOf('@', StringComparison.Ordinal) + 1)..], out var node) && StatOf(pid) is { } stat)
        {
            // It counts from the next look, as a copy that is known.
            _copies.Add((pid, stat[19]), new Copy(app, node, pid));
            _strangers.Remove(pid);
        }
    }

    private void Close(Copy copy)
    {
        if (copy.ActiveSince is { } since)
        {
            history.Add(new ClusterEvent.CopyActive(copy.Last, since, copy.App, copy.Node, copy.Pid));
            copy.ActiveSince = null;
        }
    }

    // The fields of /proc/PID/stat after the name (proc(5)): state, parent, …
    private static string[]? StatOf(int pid) => Read($"/proc/{pid}/stat") is { Length: > 0 } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return "";
        }
    }

    private sealed record Copy(string App, string Node, int Pid)
    {
        public TimeSpan? ActiveSince { get; set; }

        public TimeSpan Last { get; set; }
    }
}
