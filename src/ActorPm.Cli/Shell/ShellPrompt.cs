using System.Threading.Channels;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;

namespace ActorPm.Cli.Shell;

/// <summary>
/// The shell at a terminal: reads keys, shows the line, has lines carried out. The keys are read by a thread of their own, also while a line is carried out: Ctrl-C
/// ends that line, and what is typed meanwhile waits for the next prompt.
/// </summary>
internal sealed class ShellPrompt(Invocation call, ControlClient client, ShellSession session, ShellHistory history, IReadOnlyList<OperatorPalette> palettes)
{
    private const int MostTypedAhead = 4096;

    private readonly Channel<ShellKey> _keys = Channel.CreateBounded<ShellKey>(MostTypedAhead);
    private readonly Queue<ShellKey> _ahead = new();

    /// <summary>Goes on until the user ends it.</summary>
    public async Task RunAsync(CancellationToken interrupted)
    {
        _ = Task.Run(() => ReadKeys(interrupted), CancellationToken.None);
        while (await ReadLineAsync(interrupted) is { } line)
        {
            history.Add(line.TrimEnd());
            switch (line.Trim())
            {
                case "":
                    break;
                case "exit" or "quit":
                    return;
                case var meant:
                    await CarryOutAsync(meant, interrupted);
                    break;
            }
        }
    }

    private void ReadKeys(CancellationToken interrupted)
    {
        var bytes = new byte[256];
        var decoder = new ShellKeys();
        using var input = call.Host.OpenKeys();
        int read;
        while (!interrupted.IsCancellationRequested && (read = input.Read(bytes)) > 0)
        {
            foreach (var key in decoder.Of(bytes.AsSpan(0, read)))
            {
                // What is more than anybody types ahead is lost, but for the key that ends things.
                if (!_keys.Writer.TryWrite(key) && key.Kind is ShellKeyKind.Interrupt)
                {
                    _keys.Reader.TryRead(out _);
                    _keys.Writer.TryWrite(key);
                }
            }
        }

        _keys.Writer.Complete();
    }

    // The next line; null when the user ends the shell.
    private async Task<string?> ReadLineAsync(CancellationToken interrupted)
    {
        var line = new LineEditor(history.Lines);
        Draw(line);
        while (await NextKeyAsync(interrupted) is { } key)
        {
            switch (line.Press(key))
            {
                case LineOutcome.Done:
                    Draw(line);
                    call.Screen.Data("\n");
                    return line.Text;
                case LineOutcome.Ended:
                    call.Screen.Data("\n");
                    return null;
                case LineOutcome.GivenUp:
                    call.Screen.Data("^C\n");
                    line = new LineEditor(history.Lines);
                    break;
                case LineOutcome.Completes:
                    await CompleteAsync(line);
                    break;
            }

            Draw(line);
        }

        call.Screen.Data("\n");
        return null;
    }

    private async ValueTask<ShellKey?> NextKeyAsync(CancellationToken interrupted)
    {
        if (_ahead.TryDequeue(out var key))
        {
            return key;
        }

        return await _keys.Reader.WaitToReadAsync(interrupted) && _keys.Reader.TryRead(out key) ? key : null;
    }

    private async Task CarryOutAsync(string line, CancellationToken interrupted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        var watching = WatchKeysAsync(ended, listening.Token);
        try
        {
            await session.RunAsync(line, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            call.Screen.Data("^C\n");
        }
        catch (CommandFailure failure)
        {
            foreach (var sentence in failure.Sentences)
            {
                call.Screen.Error(sentence);
            }
        }

        await listening.CancelAsync();
        await watching;
    }

    private async Task WatchKeysAsync(CancellationTokenSource running, CancellationToken listening)
    {
        try
        {
            while (await _keys.Reader.WaitToReadAsync(listening))
            {
                while (_keys.Reader.TryRead(out var key))
                {
                    if (key.Kind is ShellKeyKind.Interrupt)
                    {
                        _ahead.Clear();
                        await running.CancelAsync();
                        return;
                    }

                    if (_ahead.Count < MostTypedAhead)
                    {
                        _ahead.Enqueue(key);
                    }
                }
            }

            // The terminal has gone.
            await running.CancelAsync();
        }
        catch (OperationCanceledException) when (listening.IsCancellationRequested)
        {
            // The line has been carried out.
        }
    }

    private async Task CompleteAsync(LineEditor line)
    {
        var (words, start) = OperatorCompletion.Of(line.Text[..line.Cursor], palettes, await TargetsAsync());
        if (line.Complete(words, start) is { Count: > 0 } choices)
        {
            call.Screen.Data($"\n{string.Join("  ", choices)}\n");
        }
    }

    private async Task<IReadOnlyList<string>> TargetsAsync()
    {
        try
        {
            var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
            return [.. list.Instances.Select(view => view.Name).Distinct(), "all"];
        }
        catch (CommandFailure)
        {
            // Who has only begun to type is not told that the daemon is away; the line will tell.
            return [];
        }
    }

    private void Draw(LineEditor line) => call.Screen.Data(LineView.Of(line, call.Host.TerminalSize()?.Columns ?? 80));
}
