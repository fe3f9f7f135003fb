using System.CommandLine;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm history</c>: what happened to the apps and to the daemon, oldest first.</summary>
internal sealed class HistoryCommand : CliCommand
{
    private const int DefaultLines = 50;
    private const int MostLines = 10_000;

    private readonly Option<string[]> _lines;
    private readonly Option<string[]> _since;
    private readonly Option<bool> _json;

    public HistoryCommand()
        : base("history", "show what happened: starts, exits, restarts, reloads, commands and who gave them", "[id|name|namespace|/pattern/]")
    {
        _lines = Value("--lines", "number", "how many of the newest facts to show; default: 50");
        _since = Value("--since", "time", "only those of the last 30s, 10m, 24h or 7d");
        _json = Flag("--json", JsonOption.Description);
    }

    public override async Task<int> RunAsync(Invocation call)
    {
        var route = $"{ControlContract.History}?limit={Quantities.Number(Lines(call))}{Since(call)}{App(call)}";
        using var client = call.Connect();
        if (call.Has(_json))
        {
            await JsonOption.PrintAsync(call, client, route);
            return 0;
        }

        var reply = await client.GetAsync(route, ControlJson.Default.HistoryReply);
        call.Screen.Data(HistoryLines.Of(reply.Entries, TimeZoneInfo.Local, call.Screen.Palette));
        if (reply.Problem is { } problem)
        {
            call.Screen.Warn(problem);
        }

        return 0;
    }

    private int Lines(Invocation call)
    {
        var problems = new List<string>();
        var lines = OptionText.WholeNumber(call, _lines, problems) ?? DefaultLines;
        return problems.Count == 0 && lines is >= 1 and <= MostLines
            ? lines
            : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"--lines '{call.Value(_lines)}' is not a whole number from 1 to {MostLines}.");
    }

    private string Since(Invocation call)
    {
        if (call.Value(_since) is not { } text)
        {
            return "";
        }

        // Days are what a history is asked for; a program's timeouts know none.
        var isDays = text.EndsWith('d');
        if (!DurationText.TryParseMilliseconds(isDays ? text[..^1] : text, out var time) || (isDays ? time * 86_400_000 : time) is not (<= 315_360_000_000 and var milliseconds))
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"--since '{text}' is not a time such as 30s, 10m, 24h or 7d.");
        }

        return $"&since={Quantities.Number((call.Host.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(milliseconds)).ToUnixTimeMilliseconds())}";
    }

    private static string App(Invocation call) => call.Words.Count == 0 || call.Words[0] == "all" ? "" : $"&app={Uri.EscapeDataString(call.Words[0])}";
}
