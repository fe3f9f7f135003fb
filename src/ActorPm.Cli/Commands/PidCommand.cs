using System.Globalization;
using System.Text;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm pid</c>.</summary>
internal sealed class PidCommand() : CliCommand("pid", "print process ids, one a line; 0 for an instance that does not run", "[name|id]")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        var lines = new StringBuilder();
        foreach (var view in list.Instances)
        {
            if (call.Words.Count == 0 || IsMeant(view, call.Words[0]))
            {
                lines.Append(CultureInfo.InvariantCulture, $"{view.Pid}\n");
            }
        }

        // PM2 answers with an empty line when nothing matches.
        call.Screen.Data(lines.Length == 0 ? "\n" : lines.ToString());
        return 0;
    }

    private static bool IsMeant(InstanceView view, string word) =>
        view.Name == word || view.PmId.ToString(CultureInfo.InvariantCulture) == word;
}
