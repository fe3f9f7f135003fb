namespace ActorPm.Processes.Usage;

/// <summary>Counts what a process has open.</summary>
public static class OpenDescriptors
{
    /// <summary>How many descriptors a process has open; null when it is gone, or another user's.</summary>
    /// <param name="pid">The process.</param>
    public static int? Of(int pid)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{pid}/fd")).Count();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
