using System.Globalization;

namespace ActorPm.Cli.Commands;

/// <summary>Ids and pids as a JSON array.</summary>
internal static class NumberList
{
    public static string Json(IEnumerable<int> numbers) =>
        $"[{string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";
}
