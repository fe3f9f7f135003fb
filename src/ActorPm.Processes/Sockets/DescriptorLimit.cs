using System.Globalization;

namespace ActorPm.Processes.Sockets;

/// <summary>How many descriptors this process may have.</summary>
public static class DescriptorLimit
{
    /// <summary>The soft limit, which .NET has raised to the hard one at its start; very many where there is none.</summary>
    public static long Most { get; } = Read();

    private static long Read()
    {
        const string name = "Max open files";
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var soft = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue;
    }
}
