using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Shell;

/// <summary>Has the daemon carry out lines, and shows what it tells as it comes.</summary>
internal sealed class ShellSession(ControlClient client, Action<string> show)
{
    /// <summary>Carries a line out.</summary>
    /// <exception cref="CommandFailure">It is refused, or did not come to its end.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(string line, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await client.PostStreamAsync(ControlContract.Shell, new ShellRequest(line), ControlJson.Default.ShellRequest, cancellation);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(cancellation) is { } text)
            {
                switch (JsonSerializer.Deserialize(text, ControlJson.Default.ShellFrame))
                {
                    case { Line: { } told }:
                        show(told + "\n");
                        break;
                    case { Error: { } error }:
                        throw new CommandFailure(error);
                    case { Ended: true }:
                        return;
                }
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException and not BrokenPipeException)
        {
            // The daemon has ended: said below.
        }
        catch (JsonException)
        {
            throw new CommandFailure(ControlErrorCode.Internal, "The daemon's answer was not understood; apm and apmd may be of different versions: run `apm update`.");
        }

        throw new CommandFailure(ControlErrorCode.DaemonUnresponsive, "The daemon ended before it had told all; `apm list` shows what was done.");
    }
}
