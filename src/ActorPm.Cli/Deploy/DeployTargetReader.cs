using System.Text.Json;

namespace ActorPm.Cli.Deploy;

/// <summary>The <c>deploy</c> section of an app file → a target; all that is wrong with it is one failure.</summary>
internal sealed class DeployTargetReader
{
    private readonly JsonElement _section;
    private readonly string _name;
    private readonly List<string> _problems = [];

    private DeployTargetReader(JsonElement section, string name)
    {
        _section = section;
        _name = name;
    }

    /// <summary>The names of the environments that a file can deploy.</summary>
    public static IReadOnlyList<string> Names(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty("deploy", out var deploy) && deploy.ValueKind is JsonValueKind.Object
            ? [.. deploy.EnumerateObject().Where(member => member.Value.ValueKind is JsonValueKind.Object).Select(member => member.Name)]
            : [];

    /// <summary>Reads one environment.</summary>
    /// <param name="root">The file's root.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static DeployTarget Read(JsonElement root, string name)
    {
        var reader = new DeployTargetReader(root.GetProperty("deploy").GetProperty(name), name);
        var target = reader.Read();
        return reader._problems.Count == 0 ? target : throw new CommandFailure(reader._problems);
    }

    private DeployTarget Read()
    {
        var hosts = Words("host");
        if (hosts.Count == 0)
        {
            Complain("host", "is missing; name the machine, or localhost for this one");
        }

        var user = Text("user");
        var reference = Text("ref");
        // ssh and git would take a leading dash for an option of theirs.
        foreach (var (key, value) in hosts.Select(host => ("host", host)).Append(("user", user ?? "")).Append(("ref", reference ?? "")))
        {
            if (value.StartsWith('-') || value.Any(char.IsWhiteSpace))
            {
                Complain(key, $"'{value}' begins with a dash or has a blank; correct it");
            }
        }

        return new DeployTarget(
            _name, hosts, Required("repo", "name the git repository"), Required("path", "name the directory on the machine").TrimEnd('/'), reference,
            new SshSettings(user, Text("port"), Text("key"), Words("ssh_options"), IsOn("forward-agent"), IsOn("needs_tty")),
            Text("fetch") == "fast", Environment(),
            new DeployHooks(Text("pre-setup"), Text("post-setup"), Text("pre-deploy-local"), Text("pre-deploy"), Text("post-deploy")));
    }

    private string Required(string key, string cure)
    {
        if (Text(key) is { } text)
        {
            return text;
        }

        Complain(key, $"is missing; {cure}");
        return "";
    }

    private string? Text(string key)
    {
        if (!_section.TryGetProperty(key, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString() is { Length: > 0 } text ? text : null;
            case JsonValueKind.Number or JsonValueKind.True:
                return value.GetRawText();
            default:
                Complain(key, "is neither text nor a number; write it as text");
                return null;
        }
    }

    private bool IsOn(string key) => Text(key) is not (null or "false" or "no");

    private IReadOnlyList<string> Words(string key)
    {
        if (!_section.TryGetProperty(key, out var value) || value.ValueKind is not JsonValueKind.Array)
        {
            return Text(key) is { } text ? [text] : [];
        }

        var words = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind is JsonValueKind.String && item.GetString() is { Length: > 0 } word)
            {
                words.Add(word);
            }
            else
            {
                Complain(key, "has an element that is no text; write a list of texts");
            }
        }

        return words;
    }

    private Dictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>();
        if (!_section.TryGetProperty("env", out var environment) || environment.ValueKind is JsonValueKind.Null)
        {
            return variables;
        }

        if (environment.ValueKind is not JsonValueKind.Object)
        {
            Complain("env", "is no object; write { \"NAME\": \"value\" }");
            return variables;
        }

        foreach (var variable in environment.EnumerateObject())
        {
            var name = variable.Name.ToUpperInvariant();
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_'))
            {
                Complain("env", $"'{variable.Name}' is no name that a shell can export; use letters, digits and '_'");
                continue;
            }

            variables[name] = variable.Value.ValueKind is JsonValueKind.String ? variable.Value.GetString()! : variable.Value.GetRawText();
        }

        return variables;
    }

    private void Complain(string key, string what) => _problems.Add($"deploy.{_name}.{key} {what}.");
}
