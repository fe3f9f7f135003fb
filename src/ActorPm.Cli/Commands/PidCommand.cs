using System.CommandLine;
using System.Globalization;
using System.Text;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm pid</c>.</summary>
internal sealed class PidCommand : CliCommand
{
    private readonly Option<bool> _json;

    public PidCommand()
        : base("pid", "print process ids, one a line; 0 for an instance that does not run", "[name|id]")
    {
        _json = Flag("--json", "print {\"version\":1,\"pids\":[4711]} instead");
    }

    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        var pids = list.Instances.Where(view => call.Words.Count == 0 || IsMeant(view, call.Words[0])).Select(view => view.Pid).ToArray();
        if (call.Has(_json))
        {
            call.Screen.Data($"{{\"version\":1,\"pids\":{NumberList.Json(pids)}}}\n");
            return 0;
        }

        var lines = new StringBuilder();
        foreach (var pid in pids)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{pid}\n");
        }

        // PM2 answers with an empty line when nothing matches.
        call.Screen.Data(lines.Length == 0 ? "\n" : lines.ToString());
        return 0;
    }

    private static bool IsMeant(InstanceView view, string word) =>
        view.Name == word || view.PmId.ToString(CultureInfo.InvariantCulture) == word;
}
