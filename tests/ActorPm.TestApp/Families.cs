using System.Diagnostics;

namespace ActorPm.TestApp;

/// <summary>Programs with children.</summary>
internal static class Families
{
    /// <summary>Has sleeping children; prints their pids, then <c>ready</c>.</summary>
    public static int Fork(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var child = Process.Start("sleep", "100000");
            Console.WriteLine(child.Id);
        }

        return Endings.Sleep();
    }

    /// <summary>
    /// Makes a daemon: a grandchild in a session of its own whose parent has ended. Prints its pid (the shell's last word), then <c>ready</c>.
    /// </summary>
    public static int DoubleFork(params string[] shell)
    {
        var start = new ProcessStartInfo(shell[0]);
        foreach (var word in shell[1..])
        {
            start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("PATH=/usr/bin:/bin; setsid sleep 100000 & echo $!");
        using (var parent = Process.Start(start)!)
        {
            parent.WaitForExit();
        }

        return Endings.Sleep();
    }
}
