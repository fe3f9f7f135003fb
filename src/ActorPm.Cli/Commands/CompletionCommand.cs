using System.Globalization;
using ActorPm.Cli.Completion;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm completion</c>: the script for a shell, or, when that script asks, the words that may follow.</summary>
internal sealed class CompletionCommand() : CliCommand(
    "completion", "print a script that lets a shell complete verbs, options and app names", "[bash|zsh|fish|install [shell]|uninstall [shell]]")
{
    // Somebody waits at a prompt: after this, no list is better than a late one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public override bool DashesEndOptionsOnly => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        if (call.Host.Variable("COMP_CWORD") is { } place && call.WordsAfterDashes.Count > 0)
        {
            var number = int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : call.WordsAfterDashes.Count - 1;
            foreach (var word in await CompletionCandidates.OfAsync(call.WordsAfterDashes, number, () => TargetsAsync(call)))
            {
                call.Screen.Data(word + "\n");
            }

            return 0;
        }

        switch (call.Words.Count > 0 ? call.Words[0] : null)
        {
            case "install":
                call.Screen.Progress($"Completion is installed in {CompletionInstallation.Install(call.Host, Shell(call, place: 1))}; it works in the next shell.");
                return 0;
            case "uninstall":
                call.Screen.Progress($"Completion is removed from {CompletionInstallation.Uninstall(call.Host, Shell(call, place: 1))}.");
                return 0;
            default:
                call.Screen.Data(CompletionScript.Of(Shell(call, place: 0), call.Host.ProgramName));
                return 0;
        }
    }

    private static string Shell(Invocation call, int place) =>
        call.Words.Count <= place ? CompletionInstallation.ShellOf(call.Host)
        : CompletionScript.Shells.Contains(call.Words[place]) ? call.Words[place]
        : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"Completion in '{call.Words[place]}' is not supported; choose bash, zsh or fish.");

    private static async Task<IReadOnlyList<string>> TargetsAsync(Invocation call)
    {
        using var client = call.TryConnect();
        if (client is null)
        {
            return [];
        }

        var asking = client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        if (await Task.WhenAny(asking, Task.Delay(Patience)) != asking)
        {
            return [];
        }

        var instances = (await asking).Instances;
        return ["all", .. instances.Select(view => view.Name), .. instances.Select(view => view.Namespace)];
    }
}
