using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Control;

namespace ActorPm.Core.Apps;

/// <summary>Collects what is wrong with the settings of a request, and gives a value to go on with.</summary>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class Refusals(ImmutableArray<ControlError>.Builder problems)
{
    /// <summary>Notes a problem.</summary>
    public void Add(string problem) => problems.Add(new(ControlErrorCode.InvalidRequest, problem));

    /// <summary>Notes a problem of a field, told in a sentence that does not name it.</summary>
    public void AddOf(string field, string problem) => Add($"{problem.TrimEnd('.')} ({field}).");

    /// <summary>Notes a problem and gives a value to go on with.</summary>
    public T Add<T>(T fallback, string problem)
    {
        Add(problem);
        return fallback;
    }

    /// <summary>A duration of at least 0.</summary>
    /// <param name="milliseconds">What was written; null keeps the current one.</param>
    /// <param name="current">What is.</param>
    /// <param name="name">The option or field.</param>
    public TimeSpan Duration(double? milliseconds, TimeSpan current, string name) => milliseconds switch
    {
        null => current,
        >= 0 and <= AppSpecResolver.MaxMilliseconds => TimeSpan.FromMilliseconds(milliseconds.Value),
        _ => Add(TimeSpan.Zero, string.Create(CultureInfo.InvariantCulture, $"{name} {milliseconds} is out of range; give 0 to {AppSpecResolver.MaxMilliseconds} milliseconds.")),
    };

    /// <summary>A duration of at least 1 ms.</summary>
    /// <param name="milliseconds">What was written; null keeps the current one.</param>
    /// <param name="current">What is.</param>
    /// <param name="name">The option or field.</param>
    public TimeSpan Pause(double? milliseconds, TimeSpan current, string name) => milliseconds is < 1
        ? Add(current, string.Create(CultureInfo.InvariantCulture, $"{name} {milliseconds} is out of range; give 1 to {AppSpecResolver.MaxMilliseconds} milliseconds."))
        : Duration(milliseconds, current, name);

    /// <summary>A whole number.</summary>
    /// <param name="number">What was written; null keeps the current one.</param>
    /// <param name="current">What is.</param>
    /// <param name="name">The option or field.</param>
    /// <param name="least">The smallest that makes sense.</param>
    /// <param name="most">The largest.</param>
    public int Number(int? number, int current, string name, int least, int most = int.MaxValue) =>
        number is null ? current
        : number >= least && number <= most ? number.Value
        : Add(current, string.Create(CultureInfo.InvariantCulture, $"{name} {number} is out of range; give {least} {(most == int.MaxValue ? "or more" : $"to {most}")}."));
}
