using System.Collections;

namespace ActorPm.TestApp;

/// <summary>Programs that print what they see of themselves.</summary>
internal static class Reports
{
    /// <summary>All variables, sorted.</summary>
    public static int PrintEnvironment()
    {
        foreach (var variable in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().OrderBy(entry => (string)entry.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"{variable.Key}={variable.Value}");
        }

        return 0;
    }

    /// <summary>All open descriptors and where they lead; those of the runtime itself are among them.</summary>
    public static int PrintDescriptors()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            Console.WriteLine($"{Path.GetFileName(path)} {File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName}");
        }

        return 0;
    }

    /// <summary>The arguments, one on each line.</summary>
    public static int PrintArguments(string[] arguments)
    {
        foreach (var argument in arguments)
        {
            Console.WriteLine(argument);
        }

        return 0;
    }

    /// <summary>The working directory.</summary>
    public static int PrintDirectory()
    {
        Console.WriteLine(Environment.CurrentDirectory);
        return 0;
    }

    /// <summary>The kernel's view of blocked, ignored and caught signals.</summary>
    public static int PrintSignals()
    {
        foreach (var line in File.ReadLines("/proc/self/status").Where(line => line.StartsWith("Sig", StringComparison.Ordinal)))
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    /// <summary>An unknown verb: EX_USAGE.</summary>
    public static int Complain(string[] words)
    {
        Console.Error.WriteLine($"TestApp does not know '{string.Join(' ', words)}'; see Program.cs for its verbs.");
        return 64;
    }
}
