using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.StaticServer;

namespace ActorPm.Core.Ecosystem;

/// <summary>Reads one app of an app file by the definitions of <see cref="AppFields"/>.</summary>
/// <param name="place">Which app of the file it is, as <c>apps[0]</c>.</param>
/// <param name="path">Where it stands in the file, as <see cref="ValueLines"/> has it.</param>
/// <param name="context">Whose file it is.</param>
/// <param name="problems">Gets what is wrong.</param>
/// <param name="notes">Gets what the user should know.</param>
internal sealed class EcosystemAppReader(string place, string path, EcosystemContext context, List<string> problems, List<string> notes)
{
    /// <summary>PM2's script that stands for the built-in static web server.</summary>
    private const string ServeScript = "serve";

    /// <summary>The app; null when it has no script, which is a problem already reported.</summary>
    /// <param name="element">The app.</param>
    /// <param name="key">The key under which it stands, which is its name unless it says one; null in a list.</param>
    public AppRequest? Read(JsonElement element, string? key)
    {
        var label = element.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String ? $"{place} ({name.GetString()})" : key is null ? place : $"{place} ({key})";
        var hasScriptKey = false;
        var changes = new List<(int Rank, Func<AppDraft, AppDraft> Change)>();
        foreach (var property in element.EnumerateObject().Where(property => !IsTakenBack(property.Value)))
        {
            if (property.Name.StartsWith(AppFields.NamedEnvironmentPrefix, StringComparison.Ordinal))
            {
                ReadNamedEnvironment(label, property, changes);
                continue;
            }

            if (AppFields.Find(property.Name) is not { } field)
            {
                problems.Add($"{At(property)}{label}: {AppFields.Unknown(property.Name)}");
                continue;
            }

            var rank = RankOf(field);
            hasScriptKey |= rank == 0;
            var outcome = property.Value.ValueKind is JsonValueKind.String && property.Value.GetString()!.Contains('\0', StringComparison.Ordinal)
                ? new FieldOutcome([$"'{property.Name}' contains a NUL character; remove it"], null)
                : field.Read(property.Name, property.Value);
            problems.AddRange(outcome.Problems.Select(problem => $"{At(property)}{label}: {problem}"));
            if (outcome.Change is { } change)
            {
                changes.Add((rank, change));
            }
        }

        if (!hasScriptKey)
        {
            problems.Add($"{context.At(path)}{label}: no script; add \"script\": \"app.js\"");
            return null;
        }

        var draft = changes.OrderBy(change => change.Rank).Aggregate(Empty(key), (soFar, next) => next.Change(soFar));
        if (context.EnvironmentName is { } wanted && draft.NamedEnvironment is null)
        {
            notes.Add($"{label}: Environment [{wanted}] is not defined in the app file");
        }

        return draft.Request.Target.Length == 0 ? null : Complete(draft);
    }

    private string At(JsonProperty property) => context.At(ValueLines.Member(path, property.Name));

    private AppDraft Empty(string? key) => new(new AppRequest
    {
        Target = "",
        Name = key,
        CallerDirectory = context.CallerDirectory,
        CallerEnvironment = context.CallerEnvironment,
        FileDirectory = context.FileDirectory,
        IfRunning = WhenRunning.Restart,
    });

    // PM2's words for taking a key back. What is not in the file has its default, so it is as if the key were not there.
    internal static bool IsTakenBack(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.String && value.ValueEquals("null"));

    private static int RankOf(AppField field)
    {
        for (var i = 0; i < AppFields.All.Count; i++)
        {
            if (ReferenceEquals(AppFields.All[i], field))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"'{field.Name}' is no field.");
    }

    private void ReadNamedEnvironment(string label, JsonProperty property, List<(int Rank, Func<AppDraft, AppDraft> Change)> changes)
    {
        var reading = FieldShapes.Variables.Read(property.Value);
        if (!reading.IsRead)
        {
            problems.Add($"{At(property)}{label}: '{property.Name}' is {FieldShapes.Variables.Wanted}, not {JsonKind.Of(property.Value)}");
        }
        else if (property.Name[AppFields.NamedEnvironmentPrefix.Length..] == context.EnvironmentName)
        {
            changes.Add((int.MaxValue, draft => draft with { NamedEnvironment = reading.Value }));
        }
    }

    private AppRequest Complete(AppDraft draft)
    {
        var environment = draft.NamedEnvironment is null ? draft.Environment : draft.Environment.SetItems(draft.NamedEnvironment);
        if (draft.Port is { } port && !environment.ContainsKey("PORT"))
        {
            environment = environment.SetItem("PORT", port);
        }

        var app = draft.Request with
        {
            Name = Name(draft),
            ExecMode = draft.IsForked ? "fork" : draft.Request.ExecMode,
            Environment = environment,
            Remarks = draft.Remarks.IsEmpty ? null : draft.Remarks,
        };
        return app.Target == ServeScript && context.StaticServer is { } program
            ? app with { Target = program, Arguments = [StaticServerVariables.Argument], Interpreter = "none", Name = app.Name ?? ServedName(environment) }
            : app;
    }

    private string? Name(AppDraft draft)
    {
        var name = draft.Request.Name;
        if (draft.AppendsEnvironmentName && context.EnvironmentName is { } environment)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{name ?? AppFileNames.DefaultName(draft.Request.Target)}-{environment}");
        }

        return draft.NamePrefix is { } prefix ? $"{prefix}:{name ?? AppFileNames.DefaultName(draft.Request.Target)}" : name;
    }

    private static string ServedName(IReadOnlyDictionary<string, string> environment) => StaticServerVariables.AppNamePrefix
        + environment.GetValueOrDefault(StaticServerVariables.Port, StaticServerVariables.DefaultPort.ToString(CultureInfo.InvariantCulture));
}
