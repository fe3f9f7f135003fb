using System.CommandLine;
using System.Text;
using ActorPm.Cli.Configuration;
using ActorPm.Cli.Reports;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm slist</c>: the machine. Read from the system itself, so no daemon is needed.</summary>
internal sealed class HostCommand : CliCommand
{
    private readonly Option<bool> _tree;
    private readonly Option<bool> _json;

    public HostCommand()
        : base("slist", "show the machine: system, processors, memory, disks", "")
    {
        _tree = Flag("--tree", "as a tree", "-t");
        _json = Flag(
            "--json",
            "as JSON: { version: 1, host: { name, os, kernel, architecture, uptimeSeconds }, cpu: { count, model, load1, load5, load15 }, memory: { totalBytes, availableBytes, swapTotalBytes, swapFreeBytes }, disks: [{ path, totalBytes, freeBytes }] }");
    }

    public override Task<int> RunAsync(Invocation call)
    {
        var facts = HostFacts.Read(call.Host.SystemRoot);
        call.Screen.Data(
            call.Has(_json) ? Encoding.UTF8.GetString(ConfigurationFile.Json(facts)) + "\n"
            : call.Has(_tree) ? FactListing.Tree(facts)
            : FactListing.Plain(facts));
        return Task.FromResult(0);
    }
}
