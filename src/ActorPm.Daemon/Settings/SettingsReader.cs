using System.Globalization;
using Akka.Configuration;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads values of known keys below <c>actorpm</c>, and gathers problems instead of throwing at the first.</summary>
internal sealed class SettingsReader(Config config, List<SettingsProblem> problems, string file)
{
    /// <summary>A whole number within bounds.</summary>
    public int Number(string key, int least, int most)
    {
        var text = Text(key);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        return Reject(key, text, $"a whole number from {least} to {most}", least);
    }

    /// <summary>A size: <c>10 MiB</c>, <c>512k</c> or plain bytes.</summary>
    public long Bytes(string key, long least, long most)
    {
        var text = Text(key);
        var bytes = TryBytes(key);
        return bytes is { } value && value >= least && value <= most ? value : Reject(key, text, $"a size of at least {least} bytes, such as 10 MiB", least);
    }

    /// <summary>A duration: <c>5s</c>, <c>100ms</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan least) => Duration(key, least, TimeSpan.FromDays(24));

    /// <summary>A duration within bounds, such as <c>30d</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan least, TimeSpan most)
    {
        var text = Text(key);
        try
        {
            var value = config.GetTimeSpan(Path(key), allowInfinite: false);
            return value >= least && value <= most ? value : Reject(key, text, $"a duration of at least {least.TotalMilliseconds} ms, such as 5s", least);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            return Reject(key, text, "a duration such as 5s or 100ms", least);
        }
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string key, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var text = Text(key);
        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var words = new List<string>();
        foreach (var (word, _) in choices)
        {
            words.Add(word);
        }

        return Reject(key, text, "one of " + string.Join(", ", words), choices[0].Value);
    }

    /// <summary>A text that has a meaning.</summary>
    /// <param name="key">The key.</param>
    /// <param name="parse">Gives the meaning; null when there is none.</param>
    /// <param name="wanted">What the setting takes, for people.</param>
    /// <param name="fallback">What holds while a problem is told.</param>
    public T Parsed<T>(string key, Func<string, T?> parse, string wanted, T fallback)
        where T : class
    {
        var text = Text(key);
        return parse(text) ?? Reject(key, text, wanted, fallback);
    }

    /// <summary>The same, where what is wanted is known only when the text was read.</summary>
    public T Parsed<T>(string key, Func<string, T?> parse, Func<string> wanted, T fallback)
        where T : class
    {
        var text = Text(key);
        return parse(text) ?? Reject(key, text, wanted(), fallback);
    }

    /// <summary>A text that has a meaning, or is empty.</summary>
    /// <returns>The meaning; null when it is empty, or while a problem is told.</returns>
    public T? Optional<T>(string key, Func<string, T?> parse, string wanted)
        where T : class
    {
        var text = Text(key);
        return text.Length == 0 ? null : parse(text) ?? Reject<T?>(key, text, wanted, null);
    }

    /// <summary>A text that must not be shown, not even when something is wrong with it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="mistake">What is wrong with it, as the end of a sentence that begins with the key; null when nothing is.</param>
    public string Secret(string key, Func<string, string?> mistake)
    {
        var text = Text(key);
        if (mistake(text) is { } problem)
        {
            problems.Add(new SettingsProblem(Path(key), $"{Path(key)} {problem}; change it in {file} or in {DaemonSettings.VariableOf(Path(key))}."));
        }

        return text;
    }

    private static string Path(string key) => "actorpm." + key;

    private string Text(string key) => config.GetString(Path(key)) ?? "";

    private long? TryBytes(string key)
    {
        try
        {
            return config.GetByteSize(Path(key));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private T Reject<T>(string key, string text, string wanted, T fallback)
    {
        problems.Add(new SettingsProblem(Path(key), $"{Path(key)} is '{text}', but it takes {wanted}; change it in {file} or in {DaemonSettings.VariableOf(Path(key))}."));
        return fallback;
    }
}
