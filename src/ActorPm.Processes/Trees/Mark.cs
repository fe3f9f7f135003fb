using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Trees;

/// <summary>
/// The variable in a child's environment that its descendants inherit, and by which they are known even when they fled to another session:
/// <c>ACTORPM_INSTANCE=serial.attempt@home</c>.
/// </summary>
/// <param name="Serial">The slot.</param>
/// <param name="Attempt">The launch.</param>
internal readonly record struct Mark(long Serial, int Attempt)
{
    /// <summary>The variable's name.</summary>
    public const string Variable = "ACTORPM_INSTANCE";

    /// <summary>The variable's value in processes of a home.</summary>
    public string In(string home) => string.Create(CultureInfo.InvariantCulture, $"{Serial}.{Attempt}@{home}");

    /// <summary>The mark of a process, if it carries one of this home. Processes that overwrote their environment carry none.</summary>
    public static Mark? Of(int pid, string home)
    {
        var environment = ProcFile.ReadWhole(pid, "environ\0"u8, out var length);
        if (environment is null)
        {
            return null;
        }

        try
        {
            return Find(environment.AsSpan(0, length), home);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(environment);
        }
    }

    /// <summary>Finds the mark of a home in an environment: variables that end with a zero each.</summary>
    public static Mark? Find(ReadOnlySpan<byte> environment, string home)
    {
        var key = "ACTORPM_INSTANCE="u8;
        for (var at = 0; at < environment.Length;)
        {
            var next = environment[at..].IndexOf(key);
            if (next < 0)
            {
                return null;
            }

            at += next;
            if (at == 0 || environment[at - 1] == 0)
            {
                var value = environment[(at + key.Length)..];
                var end = value.IndexOf((byte)0);
                if (Parse(end < 0 ? value : value[..end], home) is { } mark)
                {
                    return mark;
                }
            }

            at += key.Length;
        }

        return null;
    }

    private static Mark? Parse(ReadOnlySpan<byte> value, string home)
    {
        if (!Utf8Parser.TryParse(value, out long serial, out var digits) || digits >= value.Length || value[digits] != (byte)'.')
        {
            return null;
        }

        value = value[(digits + 1)..];
        if (!Utf8Parser.TryParse(value, out int attempt, out digits) || digits >= value.Length || value[digits] != (byte)'@')
        {
            return null;
        }

        return Encoding.UTF8.GetString(value[(digits + 1)..]) == home ? new Mark(serial, attempt) : null;
    }
}
