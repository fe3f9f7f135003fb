using System.Runtime.InteropServices;

namespace ActorPm.Chaos;

/// <summary>A long run: ends with 0 when no promise was broken, 1 when one was, 2 when the arguments cannot be read.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        ChaosOptions options;
        try
        {
            options = ChaosOptions.Parse(arguments, Environment.TickCount & 0xFFFFFF);
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}\n{ChaosOptions.Usage}");
            return 2;
        }

        using var cancelled = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        var violations = await new ChaosRun(options, Console.WriteLine).RunAsync(cancelled.Token);
        return violations.Count == 0 ? 0 : 1;

        // The run ends what it started, then the program ends.
        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancelled.Cancel();
        }
    }
}
