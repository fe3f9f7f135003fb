using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ActorPm.Core.Guard;

/// <summary>
/// The list of descriptors that a daemon leaves to the program that it becomes: a line <c>KEY NUMBER</c> for each, in a file in memory whose own
/// number stands in <see cref="Variable"/>.
/// </summary>
public static class HandoverText
{
    /// <summary>The environment variable with the number of the file.</summary>
    public const string Variable = "APM_HANDOVER";

    /// <summary>The longest list that is read, in bytes.</summary>
    public const int LongestText = 4 * 1024 * 1024;

    /// <summary>Numbers below this are standard input, output and error: never handed over.</summary>
    private const int FirstNumber = 3;

    /// <summary>Writes the list.</summary>
    public static string Format(IEnumerable<HandedDescriptor> descriptors)
    {
        var text = new StringBuilder();
        foreach (var (key, number) in descriptors)
        {
            text.Append(CultureInfo.InvariantCulture, $"{key} {number}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads the list. Lines that no daemon writes are skipped, and so is a number that an earlier line has named: it has one owner.</summary>
    public static ImmutableArray<HandedDescriptor> Parse(string text)
    {
        var descriptors = ImmutableArray.CreateBuilder<HandedDescriptor>();
        var numbers = new HashSet<int>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is [var word, var digits] && DescriptorKey.TryParse(word, out var key) && ReadNumber(digits) is { } number && numbers.Add(number))
            {
                descriptors.Add(new HandedDescriptor(key, number));
            }
        }

        return descriptors.ToImmutable();
    }

    /// <summary>Reads the number of a descriptor; null for what is none, or one of the first three.</summary>
    public static int? ReadNumber(string? digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= FirstNumber ? number : null;
}

/// <summary>A descriptor that is handed over.</summary>
/// <param name="Key">What it is.</param>
/// <param name="Number">Its number, the same in both programs.</param>
public readonly record struct HandedDescriptor(DescriptorKey Key, int Number);
