using System.Globalization;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Workload;

/// <summary>Reads what lies in the log files at the end of a run, rotated ones included, and what the apps say that they have written.</summary>
internal sealed class LogReading(History history, string home, string directory)
{
    private const string Notice = "apm: ";
    private string Saved => Path.Combine(directory, "saved");

    /// <summary>Copies rotated files away: when the disk is full the daemon may delete them, and rightly so.</summary>
    public void SaveRotated()
    {
        Directory.CreateDirectory(Saved);
        foreach (var file in Files(Path.Combine(home, "logs")).Where(IsRotated))
        {
            File.Copy(file, Path.Combine(Saved, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>Writes down what stands where.</summary>
    public void Read()
    {
        var saved = Files(Saved).ToList();
        var names = saved.Select(Path.GetFileName).ToHashSet();
        foreach (var file in saved.Concat(Files(Path.Combine(home, "logs")).Where(file => !IsRotated(file) || !names.Contains(Path.GetFileName(file)))))
        {
            ReadFile(file);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(directory, "runs")))
        {
            var name = Path.GetFileName(file).Split(' ');
            var bytes = File.ReadAllBytes(file);
            var lines = bytes.Length == sizeof(long) ? BitConverter.ToInt64(bytes) : 0;
            var at = TimeSpan.FromTicks(File.GetLastWriteTimeUtc(file).Ticks - DateTime.UtcNow.Ticks) + History.Now;
            history.Add(new HistoryEvent.LinesWritten(at, name[0], name[1], lines));
        }
    }

    private void ReadFile(string file)
    {
        Stretch? stretch = null;
        foreach (var text in File.ReadLines(file))
        {
            if (Line.Parse(text) is { } line)
            {
                if (stretch is not null && stretch.Run == line.Run && stretch.Last + 1 == line.Number)
                {
                    stretch = stretch with { Last = line.Number, Until = line.At };
                }
                else
                {
                    Write(stretch);
                    stretch = new Stretch(line.App, line.Run, line.Number, line.Number, line.At, line.At);
                }
            }
            else if (!text.StartsWith(Notice, StringComparison.Ordinal))
            {
                history.Add(new HistoryEvent.LineTorn(stretch?.Until ?? History.Now, Path.GetFileName(file), text.Length > 200 ? text[..200] : text));
            }
        }

        Write(stretch);
    }

    private void Write(Stretch? stretch)
    {
        if (stretch is not null)
        {
            history.Add(new HistoryEvent.LinesSeen(stretch.Until, stretch.App, stretch.Run, stretch.First, stretch.Last, stretch.From, stretch.Until));
        }
    }

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*-out*") : [];

    private static bool IsRotated(string file) => Path.GetFileName(file).Contains("__", StringComparison.Ordinal);

    private sealed record Stretch(string App, string Run, long First, long Last, TimeSpan From, TimeSpan Until);

    /// <summary>A line as logger.c and serve.js write it.</summary>
    private readonly record struct Line(string App, string Run, long Number, TimeSpan At)
    {
        public static Line? Parse(string text)
        {
            var parts = text.Split(' ');
            return parts is ["L", var app, var run, var number, var at, var pad]
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
                && pad.Length == (count % 40) + 1 && pad[^1] == '|' && pad.AsSpan(0, pad.Length - 1).IndexOfAnyExcept('x') < 0
                ? new Line(app, run, count, TimeSpan.FromTicks(nanoseconds / 100)) : null;
        }
    }
}
