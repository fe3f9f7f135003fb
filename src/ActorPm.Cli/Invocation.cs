using System.CommandLine;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>One call of a command: the words that the user gave, and what the command needs to answer.</summary>
internal sealed class Invocation(
    CliHost host, Screen screen, ParseResult parsed, IReadOnlyList<string> words, IReadOnlyList<string> wordsAfterDashes)
{
    private Home? _home;

    public CliHost Host => host;

    public Screen Screen => screen;

    /// <summary>The arguments before <c>--</c>.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Everything after <c>--</c>.</summary>
    public IReadOnlyList<string> WordsAfterDashes => wordsAfterDashes;

    /// <summary>The daemon's home.</summary>
    public Home Home => _home ??= Home.Of(host);

    /// <summary>Works with another home from now on.</summary>
    public void UseHome(Home other) => _home = other;

    /// <summary>The node that carries the command out (<c>--node</c>); null for the daemon of this home.</summary>
    public string? Node { get; init; }

    /// <summary>The daemon elsewhere that carries the command out (<c>--remote</c>); null for that of this home.</summary>
    public RemoteDaemon? Remote { get; init; }

    /// <summary>Whether an option was given.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The last value of an option; null when it was not given.</summary>
    public string? Value(Option<string[]> option) =>
        parsed.GetResult(option) is { Implicit: false, Tokens: { Count: > 0 } tokens } ? tokens[^1].Value : null;

    /// <summary>The words of an option's last value, which commas separate; null when it was not given.</summary>
    public string[]? List(Option<string[]> option) => Value(option)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>All values of an option.</summary>
    public IReadOnlyList<string> Values(Option<string[]> option) =>
        parsed.GetResult(option) is { Implicit: false } result ? [.. result.Tokens.Select(token => token.Value)] : [];

    /// <summary>The sentence about a daemon that is not there.</summary>
    public string NoDaemon => $"No daemon runs for {Home.Directory}; start one with `apm start …` or `apm resurrect`.";

    /// <summary>Connects to the daemon; null when none runs. One that is being started again is waited for.</summary>
    public ControlClient? TryConnect() => Remote is { } remote ? ControlClient.To(remote, host.Clock).For(Node) : ControlClient.TryConnectPatiently(Home, host.Clock, DaemonReturn.Limit)?.For(Node);

    /// <summary>Connects to a daemon that runs; a command that only reads never starts one.</summary>
    public ControlClient Connect() =>
        TryConnect() ?? throw new CommandFailure(ControlErrorCode.DaemonNotRunning, NoDaemon);

    /// <summary>Connects to the daemon, which is started when none runs.</summary>
    public async Task<ControlClient> ConnectOrStartAsync()
    {
        if (await TryConnectToLivingAsync() is { } client)
        {
            return client;
        }

        if (host.Setting("DISCRETE_MODE") is null)
        {
            screen.Progress($"Starting the daemon for {Home.Directory}");
        }

        return (await DaemonStarter.StartAsync(host, Home)).For(Node);
    }

    /// <summary>
    /// Connects to the daemon to change what its list holds. A daemon that is not there is started, since its list must be replayed to
    /// be changed; where nothing was ever started, nothing can match.
    /// </summary>
    public async Task<ControlClient> ConnectToChangeAsync(IReadOnlyList<string> targets)
    {
        if (await TryConnectToLivingAsync() is { } client)
        {
            return client;
        }

        return Home.HasJournal
            ? await ConnectOrStartAsync()
            : throw new CommandFailure(
                ControlErrorCode.NotFound,
                $"Process or Namespace {string.Join(", ", targets)} not found: nothing was ever started in {Home.Directory}; use `apm start …`.");
    }

    /// <summary>Says what a command did, and prints the list.</summary>
    /// <param name="client">The daemon.</param>
    /// <param name="command">The command's answer.</param>
    /// <returns>The exit code: that of a failed instance when one of those acted on is errored.</returns>
    public async Task<int> FinishAsync(ControlClient client, Task<CommandReply> command)
    {
        CommandReply reply;
        try
        {
            reply = await command;
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.InstanceFailed)
        {
            // The list has changed all the same.
            await PrintListAsync(client);
            throw;
        }

        Report(reply);
        try
        {
            await PrintListAsync(client);
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.DaemonUnresponsive)
        {
            screen.Progress("The command was carried out; the daemon ended before it could show the list.");
        }

        return reply.Instances.Any(view => view.Status == InstanceStatus.Errored)
            ? new ControlError(ControlErrorCode.InstanceFailed, "").ExitCode
            : 0;
    }

    private async Task<ControlClient?> TryConnectToLivingAsync()
    {
        if (Remote is not null)
        {
            return TryConnect();
        }

        while (TryConnect() is { } client)
        {
            if (!await client.IsGoneAsync())
            {
                return client;
            }

            client.Dispose();
            if (!DaemonReturn.HasGuard(Home))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The list of all nodes of the cluster, unless one is named.</summary>
    public string ListRoute => Node is null ? ControlContract.Instances + ControlContract.OfAllNodes : ControlContract.Instances;

    /// <summary>Prints the list as a table, as the verbs that change it do at their end.</summary>
    public async Task PrintListAsync(ControlClient client, ListOrder? order = null)
    {
        var list = await client.GetAsync(ListRoute, ControlJson.Default.InstanceList);
        screen.AppTable((order ?? ListOrder.Default).Sort(list.Instances));
    }

    private static string On(InstanceView view) => view.Node is { } node ? $" on {node}" : "";

    /// <summary>Says what a command did.</summary>
    public void Report(CommandReply reply)
    {
        foreach (var removed in reply.Removed)
        {
            screen.Progress($"[{removed}] removed ✓");
        }

        foreach (var view in reply.Instances)
        {
            var mark = view.Status switch
            {
                InstanceStatus.Errored => $"✘ {view.Reason}",
                // For another app, which it depends on.
                InstanceStatus.Launching when view.Reason is { } wait => $"… {wait}",
                _ => "✓",
            };
            screen.Progress($"[{view.Name}]({view.PmId}){On(view)} {mark}");
        }

        foreach (var note in reply.Notes)
        {
            screen.Progress(note);
        }
    }
}
