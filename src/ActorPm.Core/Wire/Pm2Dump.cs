using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Wire;

/// <summary>Reads PM2's own <c>dump.pm2</c>: a list with the whole state of each process, several for an app with instances.</summary>
public static class Pm2Dump
{
    /// <summary>The apps that it holds, in the order of their first processes.</summary>
    /// <param name="text">The file.</param>
    /// <param name="home">The home of that PM2, absolute: logs below it were PM2's default, and become this home's default.</param>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static Pm2DumpReading Read(ReadOnlyMemory<byte> text, string home)
    {
        JsonDocument document;
        try
        {
            document = ForeignJson.Parse(text);
        }
        catch (JsonException damage)
        {
            throw new FormatException($"it is no JSON: {damage.Message}");
        }

        using (document)
        {
            if (document.RootElement.ValueKind is not JsonValueKind.Array)
            {
                throw new FormatException("it is not PM2's list of processes.");
            }

            var apps = ImmutableArray.CreateBuilder<Pm2DumpApp>();
            var problems = ImmutableArray.CreateBuilder<string>();
            foreach (var processes in document.RootElement.EnumerateArray().GroupBy(process => (Name: NameOf(process), Script: TextOf(process, "pm_exec_path"), Space: TextOf(process, "namespace"))))
            {
                if (apps.Any(app => app.Request.Name == processes.Key.Name))
                {
                    problems.Add($"{processes.Key.Name} ({processes.Key.Script}, namespace {processes.Key.Space}) was left out: another app of that name is in the file; start it by hand with another --name");
                    continue;
                }

                var reading = PreparedApp.Read(processes.First());
                if (reading.Problems.Count > 0 || reading.Apps is not [var app])
                {
                    problems.AddRange(reading.Problems.Select(problem => $"{processes.Key.Name}: {problem}"));
                    continue;
                }

                var wishes = processes.Select(process => StatusOf(process) == InstanceStatus.Stopped ? DesiredState.Stopped : DesiredState.Running).ToImmutableArray();
                apps.Add(new Pm2DumpApp(
                    app with
                    {
                        IfRunning = WhenRunning.Refuse,
                        Instances = wishes.Length > 1 ? wishes.Length.ToString(CultureInfo.InvariantCulture) : app.Instances,
                        OutFile = Own(app.OutFile, home),
                        ErrorFile = Own(app.ErrorFile, home),
                        LogFile = app.LogFile is { } combined && Own(combined, home) is null ? "true" : app.LogFile,
                        MergeLogs = app.MergeLogs is true && wishes.Length > 1 ? true : null,
                    },
                    wishes));
            }

            return new Pm2DumpReading(apps.ToImmutable(), problems.ToImmutable());
        }
    }

    // A file below PM2's home is one that PM2 chose.
    private static string? Own(string? path, string home) =>
        path?.StartsWith(home + "/logs/", StringComparison.Ordinal) is true ? null : path;

    private static string NameOf(JsonElement process) => TextOf(process, "name") ?? "an app without a name";

    private static string? StatusOf(JsonElement process) => TextOf(process, "status");

    private static string? TextOf(JsonElement process, string member) =>
        process.ValueKind is JsonValueKind.Object && process.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a PM2 had.</summary>
/// <param name="Apps">The apps that can be read.</param>
/// <param name="Problems">What is wrong with the others, each with the app's name.</param>
public sealed record Pm2DumpReading(ImmutableArray<Pm2DumpApp> Apps, ImmutableArray<string> Problems);

/// <summary>One app of a PM2.</summary>
/// <param name="Request">As its user would have written it.</param>
/// <param name="Wishes">One for each process: a stopped one rests, any other is to run.</param>
public sealed record Pm2DumpApp(AppRequest Request, ImmutableArray<DesiredState> Wishes);
