using System.CommandLine;
using ActorPm.Core.Control;
using ActorPm.Core.Health;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say how an app's health is asked. A probe is a few words here; an app file can say more.</summary>
internal sealed class HealthOptions : IAppOptionGroup
{
    private const string Words = "/health, http://127.0.0.1:3000/health, tcp, tcp:9000, exec:COMMAND";

    private readonly Option<string[]> _startup = Options.Value("--startup-probe", "probe", $"asks whether an instance has come up: {Words}");
    private readonly Option<string[]> _readiness = Options.Value("--readiness", "probe", "asks whether an instance can take requests now, in the same words");
    private readonly Option<string[]> _liveness = Options.Value("--liveness", "probe", "asks whether an instance is worth keeping, in the same words, or watchdog");
    private readonly Option<string[]> _readyOn = Options.Value("--ready-on", "sign", "what says that the app is online: spawned, message, listening, notify or log:REGEX; default: listening with a proxy or sockets, else spawned");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_startup, _readiness, _liveness, _readyOn];

    // What is not given here stays as other options, or the app's file, have it.
    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        StartupProbe = Probe(call, _startup, problems) ?? request.StartupProbe,
        ReadinessProbe = Probe(call, _readiness, problems) ?? request.ReadinessProbe,
        LivenessProbe = Probe(call, _liveness, problems) ?? request.LivenessProbe,
        ReadyOn = OptionText.Cleared(call.Value(_readyOn)) ?? request.ReadyOn,
    };

    private static ProbeRequest? Probe(Invocation call, Option<string[]> option, List<string> problems)
    {
        if (OptionText.Cleared(call.Value(option)) is not { } text)
        {
            return null;
        }

        if (text.Length == 0)
        {
            // One that says nothing takes the probe back.
            return new ProbeRequest();
        }

        if (!ProbeText.TryParse(text, out var probe, out var problem))
        {
            problems.Add($"{option.Name}: {problem}");
        }

        return probe;
    }
}
