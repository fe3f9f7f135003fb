using System.Text;
using System.Threading.Channels;
using ActorPm.Cli.Logs;
using ActorPm.Cli.Monit;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm monit</c>: processes, logs, metrics and metadata on one screen, anew every 800 ms and after each key.</summary>
internal sealed class MonitCommand() : CliCommand("monit", "watch all apps and their logs on one screen", "")
{
    private const string EnterScreen = "\e[?1049h\e[?25l";
    private const string LeaveScreen = "\e[?25h\e[?1049l";
    private const int LongestLine = 4096;
    private const int FirstLines = 100;

    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(800);

    public override async Task<int> RunAsync(Invocation call)
    {
        if (call.Host.TerminalSize() is null)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, "monit needs a terminal; use `apm list --watch` or `apm logs` where there is none.");
        }

        var interrupted = call.Host.CatchInterrupts();
        using var client = call.Connect();
        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        using var raw = call.Host.EnterRawMode()
            ?? throw new CommandFailure(ControlErrorCode.InvalidRequest, "monit reads keys, but standard input is no terminal.");
        call.Screen.Data(EnterScreen);
        try
        {
            var model = new MonitModel();
            model.Update(list.Instances);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
            await LoopAsync(call, client, model, ended);
            return 0;
        }
        finally
        {
            call.Screen.Data(LeaveScreen);
        }
    }

    private static async Task LoopAsync(Invocation call, ControlClient client, MonitModel model, CancellationTokenSource ended)
    {
        // Everything that changes the model comes through here, one after the other; what is too much waits at its source.
        var changes = Channel.CreateBounded<Func<Task<bool>>>(256);
        _ = Task.Run(() => ReadKeys(call, model, changes.Writer, ended.Token), CancellationToken.None);
        var ticking = TickAsync(call, client, model, changes.Writer, ended.Token);
        var followed = await FollowAsync(client, model, changes.Writer, previous: null, ended.Token);
        Draw(call, model);
        try
        {
            while (await changes.Reader.WaitToReadAsync(ended.Token))
            {
                var goesOn = true;
                while (goesOn && changes.Reader.TryRead(out var change))
                {
                    goesOn = await change();
                }

                if (!goesOn)
                {
                    break;
                }

                followed = await FollowAsync(client, model, changes.Writer, followed, ended.Token);
                Draw(call, model);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Ctrl-C or SIGTERM: the usual end.
        }

        if (ticking.IsFaulted)
        {
            await ticking;
        }

        await ended.CancelAsync();
        followed?.Stop.Dispose();
    }

    private static async Task ReadKeys(Invocation call, MonitModel model, ChannelWriter<Func<Task<bool>>> changes, CancellationToken ended)
    {
        var bytes = new byte[64];
        await using var input = call.Host.OpenKeys();
        int read;
        while (!ended.IsCancellationRequested && (read = input.Read(bytes)) > 0)
        {
            foreach (var key in MonitKeys.Of(bytes.AsSpan(0, read)))
            {
                await changes.WriteAsync(() => Task.FromResult(model.Press(key)), ended);
            }
        }
    }

    private static async Task TickAsync(
        Invocation call, ControlClient client, MonitModel model, ChannelWriter<Func<Task<bool>>> changes, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(RefreshInterval, call.Host.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
                await changes.WriteAsync(
                    async () =>
                    {
                        model.Update(list.Instances);
                        model.Detail = await DetailAsync(client, model);
                        return true;
                    },
                    ended);
            }
        }
        catch (CommandFailure)
        {
            // The daemon has gone: the loop ends and says so.
            changes.Complete();
            throw;
        }
    }

    private static async Task<InstanceDetail?> DetailAsync(ControlClient client, MonitModel model)
    {
        if (model.Current is not { } view)
        {
            return null;
        }

        try
        {
            var details = await client.GetAsync($"{ControlContract.Describe}?target={view.PmId}", ControlJson.Default.InstanceDetails);
            return details.Instances.FirstOrDefault(detail => detail.View.PmId == view.PmId);
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.NotFound)
        {
            // Deleted since the list was read.
            return null;
        }
    }

    // The log of the selected instance is followed; of another no more.
    private static async Task<Followed?> FollowAsync(
        ControlClient client, MonitModel model, ChannelWriter<Func<Task<bool>>> changes, Followed? previous, CancellationToken ended)
    {
        if (previous?.PmId == model.Current?.PmId)
        {
            return previous;
        }

        if (previous is not null)
        {
            await previous.Stop.CancelAsync();
            previous.Stop.Dispose();
        }

        if (model.Current is not { } view)
        {
            return null;
        }

        model.Detail = await DetailAsync(client, model);
        var followed = new Followed(view.PmId, CancellationTokenSource.CreateLinkedTokenSource(ended));
        _ = ReadLogAsync(client, model, changes, view.PmId, followed.Stop.Token);
        return followed;
    }

    private static async Task ReadLogAsync(
        ControlClient client, MonitModel model, ChannelWriter<Func<Task<bool>>> changes, int pmId, CancellationToken stopped)
    {
        try
        {
            await using var stream = await client.OpenStreamAsync(LogRoute.Of(pmId.ToString(System.Globalization.CultureInfo.InvariantCulture), FirstLines), stopped);
            var reader = new LogFrameReader(stream);
            do
            {
                while (reader.TryTake(out _, out var bytes))
                {
                    var lines = Encoding.UTF8.GetString(bytes.Span).TrimEnd('\n').Split('\n').Select(line => line.Length > LongestLine ? line[..LongestLine] : line).ToArray();
                    await changes.WriteAsync(() => Task.FromResult(Add(model, pmId, lines)), stopped);
                }
            }
            while (await reader.FillAsync(stopped));
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or CommandFailure or ChannelClosedException)
        {
            // Another instance was selected, this one was deleted, or the daemon has gone, which the list tells.
        }
    }

    private static bool Add(MonitModel model, int pmId, string[] lines)
    {
        if (model.Current?.PmId == pmId)
        {
            foreach (var line in lines)
            {
                model.AddLine(line);
            }
        }

        return true;
    }

    // Every line anew, without clearing first: nothing flickers.
    private static void Draw(Invocation call, MonitModel model)
    {
        var (columns, rows) = call.Host.TerminalSize() ?? (0, 0);
        var text = new StringBuilder();
        var row = 0;
        foreach (var line in MonitView.Of(model, call.Host.Clock.GetUtcNow(), columns, rows, call.Screen.Palette))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\e[{++row};1H{line}");
        }

        call.Screen.Data(text.ToString());
    }

    private sealed record Followed(int PmId, CancellationTokenSource Stop);
}
