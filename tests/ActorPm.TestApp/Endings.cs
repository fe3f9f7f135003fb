using System.Runtime.InteropServices;

namespace ActorPm.TestApp;

/// <summary>Ways to end, or not to.</summary>
internal static class Endings
{
    /// <summary>Lives for a time, then ends with a code.</summary>
    public static int ExitAfter(int milliseconds, int code)
    {
        Thread.Sleep(milliseconds);
        return code;
    }

    /// <summary>Lives until it is killed.</summary>
    public static int Sleep()
    {
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Lives on in spite of some signals.</summary>
    public static int Ignore(string[] names)
    {
        var registrations = names.Select(name => PosixSignalRegistration.Create(Parse(name), context => context.Cancel = true)).ToList();
        var code = Sleep();
        registrations.ForEach(registration => registration.Dispose());
        return code;
    }

    /// <summary>Works on for a time when asked to end, then ends well.</summary>
    public static int Graceful(int milliseconds)
    {
        using var asked = new ManualResetEventSlim();
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.Set();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        Console.WriteLine("ready");
        asked.Wait();
        Console.WriteLine("stopping");
        Thread.Sleep(milliseconds);
        Console.WriteLine("done");
        return 0;
    }

    private static PosixSignal Parse(string name) => name switch
    {
        "SIGHUP" => PosixSignal.SIGHUP,
        "SIGINT" => PosixSignal.SIGINT,
        "SIGQUIT" => PosixSignal.SIGQUIT,
        "SIGTERM" => PosixSignal.SIGTERM,
        "SIGUSR1" => (PosixSignal)10,
        "SIGUSR2" => (PosixSignal)12,
        _ => throw new ArgumentException($"Unknown signal {name}."),
    };
}
