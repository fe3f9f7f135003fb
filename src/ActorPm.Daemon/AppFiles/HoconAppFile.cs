using System.Text.Json.Nodes;
using ActorPm.Core.Ecosystem;
using ActorPm.Daemon.Settings;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorPm.Daemon.AppFiles;

/// <summary>An app file in HOCON → JSON: substitutions, variables of the environment, and includes of files beside it.</summary>
internal static class HoconAppFile
{
    private const int MaxIncludes = 20;

    /// <summary>The root as JSON.</summary>
    /// <exception cref="AppFileSyntaxException">It is no HOCON.</exception>
    public static string Read(string path)
    {
        try
        {
            var parsed = Parse(path, depth: 0);
            if (HoconCycles.Find(parsed) is { } cycle)
            {
                throw new AppFileSyntaxException($"not HOCON: ${{{cycle}}} leads back to itself; give it a value of its own");
            }

            var root = Convert(parsed.Value, depth: 0);
            return JsonTree.ToElement(root is JsonObject members ? Sections(members) : root).GetRawText();
        }
        catch (Exception e) when (e is ConfigurationException or FormatException or InvalidOperationException || e.GetType().Namespace == typeof(Parser).Namespace)
        {
            throw new AppFileSyntaxException($"not HOCON: {e.Message}");
        }
    }

    // Beside the apps stand the values that substitutions take.
    private static JsonObject Sections(JsonObject root)
    {
        foreach (var key in root.Select(member => member.Key).Where(key => root.ContainsKey("apps") && key is not ("apps" or "deploy" or "static" or "groups")).ToList())
        {
            root.Remove(key);
        }

        return root;
    }

    private static HoconRoot Parse(string path, int depth) => depth < MaxIncludes
        ? Parser.Parse(Checked(depth == 0 ? File.ReadAllText(path) : Included(path)), included => Parse(Beside(path, included), depth + 1))
        : throw new AppFileSyntaxException($"more than {MaxIncludes} includes in each other, the last of {path}; an include may not lead back to its file");

    private static string Beside(string path, string included) => included.Contains('\0', StringComparison.Ordinal)
        ? throw new AppFileSyntaxException("it includes a path with a null character in it")
        : Path.GetFullPath(included, Path.GetDirectoryName(path)!);

    private static string Included(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new AppFileSyntaxException($"it includes {(path.Length > 200 ? path[..200] + "…" : path)}, which cannot be read: {problem.Message}");
        }
    }

    private static string Checked(string text) => HoconLists.Mistake(text) is { } mistake
        ? throw new AppFileSyntaxException($"not HOCON: {mistake}")
        : HoconVariables.Resolve(text, Environment.GetEnvironmentVariable);

    private static JsonNode? Convert(HoconValue value, int depth)
    {
        if (depth >= JsonTree.MaxDepth)
        {
            throw new AppFileSyntaxException($"more than {JsonTree.MaxDepth} lists and objects in each other");
        }

        if (value.IsObject())
        {
            var members = new JsonObject();
            foreach (var (key, member) in value.GetObject().Items)
            {
                members[key] = Convert(member, depth + 1);
            }

            return members;
        }

        if (value.IsArray())
        {
            var elements = new JsonArray();
            foreach (var element in value.GetArray())
            {
                elements.Add(Convert(element, depth + 1));
            }

            return elements;
        }

        // HOCON's values are texts until somebody asks; the fields of an app take numbers as texts.
        return value.GetString() switch
        {
            null or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var text => JsonValue.Create(text),
        };
    }
}
