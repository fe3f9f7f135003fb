using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>PM2's module verbs. The one module that everybody needs is built in; others would be foreign code inside the supervisor.</summary>
internal sealed class ModuleCommand : CliCommand
{
    public ModuleCommand(string name, string description)
        : base(name, description, "<module>", "module")
    {
        foreach (var flag in (string[])["--tarball", "--install", "--docker", "--v1", "--safe"])
        {
            Flag(flag, "accepted for PM2's sake");
        }
    }

    public override Task<int> RunAsync(Invocation call)
    {
        var module = call.Words[0];
        if (module != "pm2-logrotate")
        {
            throw new CommandFailure(
                ControlErrorCode.InvalidRequest,
                $"ActorPm runs no modules inside itself, so {module} is none of its; run what it does as an app: `apm start <script>`.");
        }

        call.Screen.Progress("Log rotation is built in and on: there is nothing to install or remove. `apm set pm2-logrotate:max_size 50M` changes it.");
        return Task.FromResult(0);
    }
}
