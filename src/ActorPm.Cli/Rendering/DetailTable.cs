using System.Globalization;
using System.Text;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>All details of an instance → PM2's two-column table, and below it what went wrong.</summary>
internal static class DetailTable
{
    public static string Of(InstanceDetail detail, DateTimeOffset now, Palette palette)
    {
        var view = detail.View;
        var rows = new List<Cell[]>();
        Add(rows, "status", view.Status, StatusStyle.Of(view.Status));
        Add(rows, "name", view.Name);
        Add(rows, "namespace", view.Namespace);
        Add(rows, "version", view.Version);
        Add(rows, "restarts", Quantities.Number(view.Restarts));
        AddIfSet(rows, "max memory restart", detail.MemoryLimit is { } limit ? Quantities.Number(limit) : null);
        AddIfSet(rows, "cron restart", detail.Cron);
        Add(rows, "uptime", Quantities.Uptime(view, now));
        AddIfSet(rows, "entire log path", detail.CombinedFile);
        Add(rows, "script path", detail.Script);
        Add(rows, "script args", Joined(detail.Arguments));
        Add(rows, "error log path", view.ErrorFile);
        Add(rows, "out log path", view.OutFile);
        Add(rows, "pid path", detail.PidFile);
        Add(rows, "interpreter", detail.Interpreter);
        Add(rows, "interpreter args", Joined(detail.InterpreterArguments));
        Add(rows, "script id", Quantities.Number(view.PmId));
        Add(rows, "exec cwd", detail.WorkingDirectory);
        Add(rows, "exec mode", view.Mode + "_mode");
        Add(rows, "node.js version", detail.NodeVersion);
        Add(rows, "node env", detail.NodeEnv);
        Add(rows, "watch & reload", view.Watching ? "✔" : "✘", view.Watching ? TextStyle.Good : TextStyle.Bad);
        Add(rows, "unstable restarts", Quantities.Number(view.FailedStarts));
        Add(rows, "created at", detail.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Add(rows, "instances", Quantities.Number(detail.Instances));
        Add(rows, "restart policy", RestartPolicy(detail));
        Add(rows, "stop policy", StopPolicy(detail));
        AddIfSet(rows, "reload", detail.Reload);
        foreach (var (name, value) in detail.Serving)
        {
            Add(rows, name.Replace('_', ' ').Replace('.', ' '), value);
        }

        if (detail.Health is { } health)
        {
            AddHealth(rows, health);
        }

        if (view.Reason is { } reason)
        {
            Add(rows, "reason", reason, TextStyle.Bad);
        }

        if (detail.LastExit is { } lastExit)
        {
            Add(rows, "last exit", detail.ExitCode is { } code ? $"{lastExit} (exit code {Quantities.Number(code)})" : lastExit);
        }

        if (detail.DroppedLogBytes > 0)
        {
            Add(rows, "dropped log bytes", Quantities.Number(detail.DroppedLogBytes), TextStyle.Bad);
        }

        if (detail.LogProblem is { } logProblem)
        {
            Add(rows, "log problem", logProblem, TextStyle.Bad);
        }

        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $" Describing process with id {view.PmId} - name {view.Name} \n")
            .Append(BoxTable.Draw([new("", 0), new("", 0)], rows, palette));
        text.Append(DetailSections.Of(detail, palette));
        if (detail.LastErrorLines.Count > 0)
        {
            text.Append(" Last lines \n");
            foreach (var line in detail.LastErrorLines)
            {
                text.Append(palette.Open(TextStyle.Bad)).Append(line).Append(palette.Close(TextStyle.Bad)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void AddHealth(List<Cell[]> rows, HealthView health)
    {
        Add(rows, "ready", health.IsReady ? "✔" : $"✘ {health.Reason}", health.IsReady ? TextStyle.Good : TextStyle.Bad);
        foreach (var probe in health.Probes)
        {
            Add(rows, probe.Kind, probe.LastFailure is { } failure && probe.Verdict != "well" ? $"{probe.Verdict}: {failure}" : probe.Verdict, probe.Verdict == "ill" ? TextStyle.Bad : TextStyle.Plain);
        }

        AddIfSet(rows, "app status", health.Status);
    }

    private static void Add(List<Cell[]> rows, string title, string? value, TextStyle style = TextStyle.Plain) =>
        rows.Add([new(title, TextStyle.Heading), new(value ?? "N/A", style)]);

    private static void AddIfSet(List<Cell[]> rows, string title, string? value)
    {
        if (value is not null)
        {
            Add(rows, title, value);
        }
    }

    private static string? Joined(IReadOnlyList<string> words) => words.Count == 0 ? null : string.Join(' ', words);

    private static string RestartPolicy(InstanceDetail detail)
    {
        var text = new StringBuilder(detail.RestartMode).Append(CultureInfo.InvariantCulture, $", errored after {detail.MaxRestarts} runs shorter than {detail.MinimumUptimeMs:0} ms");
        if (detail.RestartDelayMs > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {detail.RestartDelayMs:0} ms pause");
        }

        if (detail.BackoffMs is { } backoff)
        {
            text.Append(CultureInfo.InvariantCulture, $", growing pause from {backoff:0} ms");
        }

        if (detail.StopExitCodes.Count > 0)
        {
            text.Append(", rests after exit code ").AppendJoin(", ", detail.StopExitCodes);
        }

        return text.ToString();
    }

    private static string StopPolicy(InstanceDetail detail) => string.Create(
        CultureInfo.InvariantCulture,
        $"{detail.KillSignal}, SIGKILL after {detail.KillTimeoutMs:0} ms, {(detail.TreeKill ? "whole tree" : "main process only")}");
}
