using System.Diagnostics.CodeAnalysis;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Health;

/// <summary>Probes in a few words: <c>/health</c>, <c>http://127.0.0.1:3000/health</c>, <c>tcp</c>, <c>tcp:9000</c>, <c>exec:COMMAND</c>, <c>watchdog</c>.</summary>
public static class ProbeText
{
    private const string HttpScheme = "http://";
    private const string TcpScheme = "tcp:";
    private const string ExecScheme = "exec:";

    /// <summary>What holds for a readiness or liveness probe that says nothing else.</summary>
    public static ProbeSettings Defaults { get; } = new(new ProbeCheck.Tcp(null));

    /// <summary>What holds for a startup probe that says nothing else: half a minute in small steps.</summary>
    public static ProbeSettings StartupDefaults { get; } = Defaults with { Interval = TimeSpan.FromMilliseconds(500), Failures = 60 };

    /// <summary>Reads a probe.</summary>
    /// <param name="text">The text.</param>
    /// <param name="probe">The probe, with nothing said but its check.</param>
    /// <param name="problem">What is wrong with it and what to write instead, in one sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProbeRequest? probe, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        probe = text switch
        {
            "tcp" => new ProbeRequest { Tcp = "" },
            "watchdog" => new ProbeRequest { Watchdog = true },
            _ when text.StartsWith(ExecScheme, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(text[ExecScheme.Length..]) => new ProbeRequest { Exec = text[ExecScheme.Length..].Trim() },
            _ when text.StartsWith(TcpScheme, StringComparison.Ordinal) =>
                ListenAddress.TryParse(text[TcpScheme.Length..], out _, out problem) ? new ProbeRequest { Tcp = text[TcpScheme.Length..] } : null,
            _ when text.StartsWith('/') || text.StartsWith(HttpScheme, StringComparison.Ordinal) => IsHttpTarget(text, out problem) ? new ProbeRequest { Http = text } : null,
            _ => null,
        };
        if (probe is null)
        {
            problem ??= $"'{text}' is no probe; write a path such as /health, an http:// address, tcp, tcp:9000, exec:COMMAND or watchdog.";
        }

        return probe is not null;
    }

    /// <summary>The text that <see cref="TryParse"/> reads as the same check.</summary>
    public static string Of(ProbeCheck check) => check switch
    {
        ProbeCheck.Http http => http.Target,
        ProbeCheck.Tcp { Address: null } => "tcp",
        ProbeCheck.Tcp { Address: { } address } => TcpScheme + address,
        ProbeCheck.Exec exec => ExecScheme + exec.Command,
        ProbeCheck.Watchdog => "watchdog",
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "Not a check."),
    };

    /// <summary>Whether a text says what to GET: a path, or a whole <c>http://</c> URL.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong with it and what to write instead, in one sentence.</param>
    public static bool IsHttpTarget(string text, [NotNullWhen(false)] out string? problem)
    {
        var isPath = text.StartsWith('/') && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter));
        var isUrl = text.StartsWith(HttpScheme, StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0;
        problem = isPath || isUrl ? null : $"'{text}' is nothing to GET; write a path such as /health, or a whole address such as http://127.0.0.1:3000/health.";
        return problem is null;
    }
}
