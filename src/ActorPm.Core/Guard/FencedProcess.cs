using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorPm.Core.Guard;

/// <summary>The main process of an instance that may live only while its node may run it. Prints as <c>7.2/4711/123456</c>.</summary>
/// <param name="Serial">The instance's slot, at least 0.</param>
/// <param name="Attempt">Its launch, at least 0.</param>
/// <param name="Pid">Its pid, at least 2.</param>
/// <param name="StartTicks">When it started after boot, in clock ticks: with the pid, an identity.</param>
public readonly record struct FencedProcess(long Serial, int Attempt, int Pid, long StartTicks)
{
    private const int LeastPid = 2;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FencedProcess? process)
    {
        process = text.Split('/') is [var launch, var pid, var ticks] && launch.Split('.') is [var serial, var attempt]
            && Number(serial, 0, long.MaxValue) is { } slot && Number(attempt, 0, int.MaxValue) is { } number
            && Number(pid, LeastPid, int.MaxValue) is { } id && Number(ticks, 0, long.MaxValue) is { } started
            ? new FencedProcess(slot, (int)number, (int)id, started)
            : null;
        return process is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Serial}.{Attempt}/{Pid}/{StartTicks}");

    private static long? Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
