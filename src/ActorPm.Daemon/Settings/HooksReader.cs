using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.Hooks;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads the hooks below <c>actorpm.hooks</c>. Their names are the user's, so they have no defaults in a file and no variables.</summary>
internal sealed class HooksReader
{
    /// <summary>The section.</summary>
    public const string Section = "actorpm.hooks";

    private const string Secret = "secret", Headers = "headers", Url = "url", Exec = "exec", Retries = "retries";

    private static readonly string[] _keys = ["on", "apps", "namespaces", Url, Exec, Secret, Headers, "timeout", Retries, "deduplicate", "limit"];

    private readonly List<SettingsProblem> _problems;
    private readonly string _path;
    private readonly IDictionary<string, HoconValue> _values;

    private HooksReader(string path, IDictionary<string, HoconValue> values, List<SettingsProblem> problems)
    {
        _path = path;
        _values = values;
        _problems = problems;
    }

    /// <summary>Whether a key belongs to the section.</summary>
    public static bool Knows(string key) => key == Section || key.StartsWith(Section + ".", StringComparison.Ordinal);

    /// <summary>Reads them, by name.</summary>
    /// <param name="user">The user's file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static ImmutableArray<HookSettings> Read(Config user, List<SettingsProblem> problems)
    {
        if (user.IsEmpty || user.GetValue(Section) is not { IsEmpty: false } section)
        {
            return [];
        }

        if (!section.IsObject())
        {
            problems.Add(new SettingsProblem(Section, $"{Section} is a section, not a value; give each hook in it a name, as {Section}.NAME {{ … }}, or remove it."));
            return [];
        }

        return [.. section.GetObject().Items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => ReadHook(item.Key, item.Value, problems)).OfType<HookSettings>()];
    }

    /// <summary>A value for people. What may be a secret is not shown.</summary>
    /// <param name="key">Its full path, below the section.</param>
    /// <param name="value">The value.</param>
    public static string Shown(string key, HoconValue? value) => (value, key[(Section.Length + 1)..].Split('.')) switch
    {
        (null or { IsEmpty: true }, _) => "",
        (_, [_, Secret or Headers, ..]) => "(hidden)",
        (_, [_, Url]) => Uri.TryCreate(value.GetString(), UriKind.Absolute, out var url) ? new HookTarget.Webhook(url, ImmutableSortedDictionary<string, string>.Empty, null).ToString() : "(hidden)",
        _ when value.IsArray() => $"[{string.Join(", ", value.GetArray().Select(element => element.GetString()))}]",
        _ => value.GetString() ?? "",
    };

    private static HookSettings? ReadHook(string name, HoconValue value, List<SettingsProblem> problems)
    {
        var path = $"{Section}.{name}";
        if (name.Length is 0 or > HookSettings.MaxNameLength || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            problems.Add(new SettingsProblem(path, $"'{name}' cannot be the name of a hook; use 1 to {HookSettings.MaxNameLength} letters, digits, '-' and '_'."));
            return null;
        }

        if (!value.IsObject())
        {
            problems.Add(new SettingsProblem(path, $"{path} is a hook, not a value; write its settings in braces, as {path} {{ url = \"https://…\" }}."));
            return null;
        }

        var before = problems.Count;
        var hook = new HooksReader(path, value.GetObject().Items, problems).Read(name);
        return problems.Count == before ? hook : null;
    }

    private HookSettings? Read(string name)
    {
        foreach (var key in _values.Keys.Where(key => !_keys.Contains(key)))
        {
            Reject(key, $"there is no setting {_path}.{key}; did you mean {_path}.{_keys.MinBy(known => NearestWord.Slips(key, known))}?");
        }

        var on = Texts("on") is { } words ? words.Select(Event).OfType<HookEvent>().ToImmutableHashSet() : [.. HookEvents.Words.Select(word => HookEvents.TryParse(word)!.Value)];
        return Target() is not { } target ? null : new HookSettings(name, on, target)
        {
            Apps = [.. Texts("apps") ?? []],
            Namespaces = [.. Texts("namespaces") ?? []],
            Timeout = Time("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)) ?? TimeSpan.FromSeconds(10),
            Retries = Tries() ?? 3,
            Deduplicate = Time("deduplicate", TimeSpan.Zero, TimeSpan.FromDays(30)) ?? TimeSpan.FromMinutes(5),
            Limit = Limit() ?? HookLimit.Default,
        };
    }

    private HookTarget? Target()
    {
        switch (_values.ContainsKey(Url), _values.ContainsKey(Exec))
        {
            case (true, true):
                Reject(Exec, $"{_path} has both url and exec; a hook has one of them, so make it two hooks.");
                return null;
            case (false, false):
                _problems.Add(new SettingsProblem(_path, $"{_path} says nowhere whom to tell; give it url = \"https://…\" or exec = [\"/path/of/program\"]."));
                return null;
            case (true, false):
                return Webhook();
            default:
                foreach (var key in new[] { Secret, Headers, Retries }.Where(_values.ContainsKey))
                {
                    Reject(key, $"{_path}.{key} is for hooks with url, but this one runs a program; remove it.");
                }

                return Program();
        }
    }

    private HookTarget.Webhook? Webhook()
    {
        // The address itself may be a secret: it is not repeated.
        if (!Uri.TryCreate(Text(Url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            Reject(Url, $"{_path}.url is no address of http or https; give a whole one, such as \"https://example.com/hook\".");
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            Reject(Url, $"{_path}.url has a user in front of its host, which is not sent; give headers {{ Authorization = \"Basic …\" }} instead.");
            return null;
        }

        var secret = _values.ContainsKey(Secret) ? Text(Secret) ?? "" : null;
        if (secret is "")
        {
            Reject(Secret, $"{_path}.secret is no text, or empty; give the key of the signatures in quotes, or remove it.");
        }

        return new HookTarget.Webhook(url, HeaderFields(), secret);
    }

    private HookTarget.Exec? Program()
    {
        if (Texts(Exec) is [['/', ..] program, .. var arguments])
        {
            return new HookTarget.Exec(program, [.. arguments]);
        }

        Reject(Exec, $"{_path}.exec takes a program by its absolute path, and its arguments, such as [\"/usr/bin/logger\", \"-t\", \"apm\"].");
        return null;
    }

    private ImmutableSortedDictionary<string, string> HeaderFields()
    {
        if (!_values.TryGetValue(Headers, out var value))
        {
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        if (!value.IsObject())
        {
            Reject(Headers, $"{_path}.headers takes names and values in braces, such as {{ Authorization = \"Bearer …\" }}.");
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        var fields = value.GetObject().Items.ToImmutableSortedDictionary(item => item.Key, item => item.Value.IsString() ? item.Value.GetString() : "", StringComparer.OrdinalIgnoreCase);
        foreach (var name in fields.Where(field => field.Key.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')) || field.Value.Any(letter => letter is < ' ' or > '~')).Select(field => field.Key))
        {
            Reject($"{Headers}.{name}", $"{_path}.headers.{name} cannot be sent; names have letters, digits, '-' and '_', values printable letters of ASCII.");
        }

        return fields;
    }

    private HookEvent? Event(string word)
    {
        if (HookEvents.TryParse(word) is { } known)
        {
            return known;
        }

        Reject("on", $"{_path}.on names '{word}', which is no event; {(NearestWord.Find(word, HookEvents.Words) is { } near ? $"did you mean {near}?" : $"there are {string.Join(", ", HookEvents.Words)}.")}");
        return null;
    }

    private HookLimit? Limit()
    {
        if (!_values.TryGetValue("limit", out var value))
        {
            return null;
        }

        var text = value.IsString() ? value.GetString() : "";
        if (text.Split(" per ", StringSplitOptions.TrimEntries) is [var count, var time]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 10_000
            && ConfigurationFactory.ParseString($"t = \"{time.Replace("\"", "", StringComparison.Ordinal)}\"") is var parsed && TimeOf(parsed.GetValue("t")) is { } per
            && per >= TimeSpan.FromSeconds(1) && per <= TimeSpan.FromDays(30))
        {
            return new HookLimit(number, per);
        }

        Reject("limit", $"{_path}.limit is '{text}', but it takes 1 to 10000 deliveries per a time of 1s to 30d, such as 10 per 1m.");
        return null;
    }

    private int? Tries()
    {
        if (!_values.TryGetValue(Retries, out var value))
        {
            return null;
        }

        var text = value.IsString() ? value.GetString() : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 20)
        {
            return number;
        }

        Reject(Retries, $"{_path}.retries is '{text}', but it takes a whole number from 0 to 20.");
        return null;
    }

    private TimeSpan? Time(string key, TimeSpan least, TimeSpan most)
    {
        if (!_values.TryGetValue(key, out var value))
        {
            return null;
        }

        if (TimeOf(value) is { } time && time >= least && time <= most)
        {
            return time;
        }

        Reject(key, string.Create(CultureInfo.InvariantCulture, $"{_path}.{key} is '{(value.IsString() ? value.GetString() : "")}', but it takes a duration from {least.TotalMilliseconds} ms to {most.TotalMinutes} min, such as 10s."));
        return null;
    }

    private static TimeSpan? TimeOf(HoconValue value)
    {
        try
        {
            return value.IsString() ? value.GetTimeSpan(allowInfinite: false) : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private string? Text(string key) => _values[key].IsString() ? _values[key].GetString() : null;

    private List<string>? Texts(string key)
    {
        if (!_values.TryGetValue(key, out var value))
        {
            return null;
        }

        if (value.IsArray())
        {
            return [.. value.GetArray().Select(element => element.IsString() ? element.GetString() : "")];
        }

        Reject(key, $"{_path}.{key} takes a list, such as [{(key == "on" ? "crash, errored" : "\"web\", \"api-*\"")}].");
        return null;
    }

    private void Reject(string key, string sentence) => _problems.Add(new SettingsProblem($"{_path}.{key}", sentence));
}
