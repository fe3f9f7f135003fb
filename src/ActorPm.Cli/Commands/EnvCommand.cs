using System.CommandLine;
using System.Text;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm env</c>: the only verb that shows values of variables, since it is asked for by name.</summary>
internal sealed class EnvCommand : CliCommand
{
    private readonly Option<bool> _json;

    public EnvCommand()
        : base("env", "print the variables that an app was started with", "<id|name>", "id") =>
        _json = Flag("--json", JsonOption.Description);

    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        var route = $"{ControlContract.Environment}?target={Uri.EscapeDataString(call.Words[0])}";
        if (call.Has(_json))
        {
            await JsonOption.PrintAsync(call, client, route);
            return 0;
        }

        // Instances of one app have the same variables.
        var reply = await client.GetAsync(route, ControlJson.Default.EnvironmentReply);
        var palette = call.Screen.Palette;
        var lines = new StringBuilder();
        foreach (var app in reply.Instances.DistinctBy(instance => instance.Name))
        {
            foreach (var (key, value) in app.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
            {
                lines.Append(key).Append(": ").Append(palette.Open(TextStyle.Good)).Append(value).Append(palette.Close(TextStyle.Good)).Append('\n');
            }
        }

        call.Screen.Data(lines.ToString());
        return 0;
    }
}
