using System.Globalization;
using ActorPm.Core.Control;

namespace ActorPm.Core.Ecosystem;

/// <summary>Whose app file it is.</summary>
/// <param name="CallerDirectory">What relative paths are relative to: PM2 takes the caller's directory, not the file's.</param>
/// <param name="CallerEnvironment">What the apps inherit.</param>
/// <param name="EnvironmentName">Which <c>env_NAME</c> is added to <c>env</c>; null for none.</param>
public sealed record EcosystemContext(
    string CallerDirectory,
    IReadOnlyDictionary<string, string> CallerEnvironment,
    string? EnvironmentName)
{
    /// <summary>Where the file lies, absolute: what is not in the caller's directory is looked for there. Null for standard input.</summary>
    public string? FileDirectory { get; init; }

    /// <summary>The line of a value by its path in the file, as <see cref="ValueLines"/> has it, asked only when something is wrong with it; null where lines are not known.</summary>
    public Func<string, int?>? LineOf { get; init; }

    /// <summary>The beginning of a sentence about a value: its line, when that is known.</summary>
    internal string At(string path) => LineOf?.Invoke(path) is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "";

    /// <summary>The program that serves static files, absolute; null where none can be started.</summary>
    public string? StaticServer { get; init; }
}

/// <summary>What an app file says.</summary>
/// <param name="Apps">The apps in the file's order; to be used only when there is no problem.</param>
/// <param name="Problems">Everything that is wrong, each with its place and its cure.</param>
/// <param name="Notes">What the user should know although nothing is wrong.</param>
public sealed record EcosystemReading(
    IReadOnlyList<AppRequest> Apps,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Notes);
