using ActorPm.Processes;

namespace ActorPm.TestApp;

/// <summary>The OS edge of a daemon in a process of its own, which tests may kill.</summary>
internal static class Hosting
{
    /// <summary>Takes over what lives in a home, says how much that is, and stays.</summary>
    public static int Adopt(string home)
    {
        using var host = new ProcessHost(new ProcessesOptions(home, $"{home}/run", CgroupUse.Never, 256 * 1024, TimeProvider.System));
        Console.WriteLine($"adopted {host.Launcher.AdoptSurvivors().Count}");
        return Endings.Sleep();
    }
}
