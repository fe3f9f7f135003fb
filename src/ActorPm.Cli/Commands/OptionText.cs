using System.CommandLine;
using System.Globalization;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>Reads the values of options; what makes no sense becomes a problem.</summary>
internal static class OptionText
{
    /// <summary>A value; PM2's word <c>null</c> takes a setting back, which an empty text stands for in a request.</summary>
    public static string? Cleared(string? value) => value == "null" ? "" : value;

    /// <summary>A whole number of at least 0; null when the option was not given.</summary>
    public static int? WholeNumber(Invocation call, Option<string[]> option, List<string> problems)
    {
        if (call.Value(option) is not { } text)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            problems.Add($"{option.Name} '{text}' is not a whole number of at least 0.");
        }

        return number;
    }

    /// <summary>Milliseconds; null when the option was not given.</summary>
    public static double? Duration(Invocation call, Option<string[]> option, List<string> problems)
    {
        if (call.Value(option) is not { } text)
        {
            return null;
        }

        if (!DurationText.TryParseMilliseconds(text, out var milliseconds))
        {
            problems.Add($"{option.Name} '{text}' is not a number of milliseconds or a duration such as 2s.");
        }

        return milliseconds;
    }
}
