using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPm.Core.Ecosystem;

/// <summary>
/// A Procfile → the root of an app file. Each line is <c>name: command</c>; a shell runs the command in the Procfile's directory, with the
/// variables of the <c>.env</c> beside it. As with foreman, each app has a PORT of its own: 5000 (or PORT of the <c>.env</c>) for the first, 100 more for each that follows.
/// </summary>
public static class Procfile
{
    private const int FirstPort = 5000;
    private const int PortStep = 100;

    /// <summary>The root.</summary>
    /// <param name="text">The Procfile's text.</param>
    /// <param name="variables">The variables of the <c>.env</c>; empty when there is none.</param>
    /// <param name="directory">Where the Procfile lies, absolute.</param>
    /// <exception cref="AppFileSyntaxException">A line is none.</exception>
    public static JsonElement Read(string text, IReadOnlyDictionary<string, string> variables, string directory)
    {
        var apps = new JsonArray();
        var port = variables.TryGetValue("PORT", out var given) && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : FirstPort;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon > 0 ? line[..colon].TrimEnd() : "";
            var command = line[(colon + 1)..].Trim();
            if (name.Length == 0 || command.Length == 0 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
            {
                throw AppFileSyntaxException.At("a Procfile", i + 1, 1, "a line is a name, a colon and a command, such as web: node server.js");
            }

            apps.Add(App(name, command, variables, directory, port));
            port += PortStep;
        }

        return JsonTree.ToElement(new JsonObject { ["apps"] = apps });
    }

    private static JsonNode App(string name, string command, IReadOnlyDictionary<string, string> variables, string directory, int port)
    {
        var environment = new JsonObject();
        foreach (var (variable, value) in variables)
        {
            environment[variable] = value;
        }

        environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var app = new JsonObject { ["name"] = name, ["script"] = command, ["cwd"] = directory, ["increment_var"] = "PORT", ["env"] = environment };
        if (!command.Contains(' ', StringComparison.Ordinal) && !command.All(IsPlain))
        {
            // One word that means something to a shell would be looked for as a file.
            app["script"] = "bash";
            app["args"] = new JsonArray("-c", command);
        }

        return app;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '/' or '+';
}
