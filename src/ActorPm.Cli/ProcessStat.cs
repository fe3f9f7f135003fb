using System.Globalization;

namespace ActorPm.Cli;

/// <summary>What the kernel says of a process (proc_pid_stat(5)). The library of processes is no part of <c>apm</c>, which stays small.</summary>
/// <param name="Parent">The pid of its parent.</param>
/// <param name="Session">Its session.</param>
/// <param name="StartTicks">When it started, in ticks since boot: with the pid, who it is.</param>
/// <param name="IsAlive">Whether it is more than a zombie.</param>
internal readonly record struct ProcessStat(int Parent, int Session, long StartTicks, bool IsAlive)
{
    // The words behind the name.
    private const int State = 0, ParentId = 1, SessionId = 3, Start = 19;

    /// <summary>Looks; null when there is no such process, or no /proc.</summary>
    public static ProcessStat? Of(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The name is in parentheses and may hold anything.
            var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(
                int.Parse(words[ParentId], CultureInfo.InvariantCulture), int.Parse(words[SessionId], CultureInfo.InvariantCulture),
                long.Parse(words[Start], CultureInfo.InvariantCulture), words[State] is not ("Z" or "X"));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
