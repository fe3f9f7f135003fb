using System.CommandLine;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm why</c>: why instances are as they are, as a chain of causes.</summary>
internal sealed class WhyCommand : CliCommand
{
    private readonly Option<bool> _json;

    public WhyCommand()
        : base("why", "tell why an app runs, rests or failed: the chain of causes in sentences", "<id|name|namespace|all|/pattern/>", "name") =>
        _json = Flag("--json", JsonOption.Description);

    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        foreach (var target in call.Words.Select(Uri.EscapeDataString))
        {
            var route = $"{ControlContract.Why}?target={target}";
            if (call.Has(_json))
            {
                await JsonOption.PrintAsync(call, client, route);
                continue;
            }

            var reply = await client.GetAsync(route, ControlJson.Default.WhyReply);
            call.Screen.Data(string.Join('\n', reply.Stories.Select(story => StoryText.Of(story, call.Screen.Palette))));
            if (reply.Problem is { } problem)
            {
                call.Screen.Warn(problem);
            }
        }

        return 0;
    }
}
