using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm update</c>: the daemon becomes another program, or the same one with newer settings; apps go on.</summary>
internal sealed class UpdateCommand : CliCommand
{
    private const int DefaultSeconds = 30;

    // What the daemon does before and after the new program has its time: it drains, and the old program starts again.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(10);

    private readonly Option<string[]> _to;
    private readonly Option<string[]> _timeout;

    public UpdateCommand()
        : base("update", "put a new version or changed settings of the daemon to work; apps, their sockets and channels are kept", "")
    {
        _to = Value("--to", "path", "the new apmd, or the directory that holds it; default: the daemon's own program, as it is on disk now");
        _timeout = Value("--timeout", "time", "how long the new program may take until it takes commands; then the old one goes on; default: 30s");
    }

    public override bool IsOfThisMachine => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var problems = new List<string>();
        var seconds = (int)Math.Ceiling((OptionText.Duration(call, _timeout, problems) ?? DefaultSeconds * 1000) / 1000.0);
        if (problems.Count > 0)
        {
            throw new CommandFailure(problems);
        }

        var to = call.Value(_to) is { } path ? Path.GetFullPath(path, call.Host.CurrentDirectory) : null;
        using var client = await call.ConnectOrStartAsync();
        var accepted = await client.PostAsync(
            ControlContract.Update, new UpdateRequest(to, seconds), ControlJson.Default.UpdateRequest, ControlJson.Default.UpdateView);
        call.Screen.Progress($"The daemon (process {accepted.Pid}) becomes {accepted.To}");
        var done = await AwaitAsync(call, accepted, TimeSpan.FromSeconds(seconds) + Margin);
        if (done.Phase is UpdatePhase.RolledBack)
        {
            throw new CommandFailure(
                ControlErrorCode.UpdateFailed, $"{accepted.To} did not come up, and {done.From} (version {done.Version}) goes on: {done.Reason?.TrimEnd('.')}. All apps were kept.");
        }

        call.Screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Updated from version {done.FromVersion} to {done.Version}: process {done.Pid}, {done.Kept} process{(done.Kept == 1 ? "" : "es")} kept, commands waited for {done.GapMs} ms."));
        if (call.Host.IsPm2)
        {
            call.Screen.Hint(">>>>>>>>>> PM2 updated");
        }

        return 0;
    }

    // The socket stays, so a question that comes in between waits until somebody answers.
    private static async Task<UpdateView> AwaitAsync(Invocation call, UpdateView accepted, TimeSpan limit)
    {
        var waiting = Stopwatch.StartNew();
        while (waiting.Elapsed < limit)
        {
            try
            {
                using var client = call.TryConnect();
                if (client is not null && await client.GetAsync(ControlContract.Update, ControlJson.Default.UpdateView) is { Phase: not UpdatePhase.UnderWay } view)
                {
                    return view.Id == accepted.Id
                        ? view
                        : throw new CommandFailure(
                            ControlErrorCode.UpdateFailed, "The daemon ended in the middle of its update, and another one was started; run `apm list` to see what runs.");
                }
            }
            catch (CommandFailure cut) when (cut.Code is ControlErrorCode.DaemonUnresponsive)
            {
                // It answers no more, and the next program not yet.
            }

            await Task.Delay(AskAgain);
        }

        throw new CommandFailure(
            ControlErrorCode.UpdateFailed,
            $"The daemon has not come back within {limit.TotalSeconds:0} seconds; its apps go on. See apm.log in {call.Home.Directory}, and start a daemon with `apm resurrect`.");
    }
}
