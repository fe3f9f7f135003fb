using ActorPm.Cli.Programs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm logrotate</c>: a file for the system's logrotate, for those who want all logs rotated by one program.</summary>
internal sealed class LogrotateCommand : CliCommand
{
    private readonly StartupOptions _options;

    public LogrotateCommand()
        : base("logrotate", "have the system's logrotate rotate the logs too (rotation is built in)", "") =>
        _options = new StartupOptions(Grammar);

    public override bool IsOfThisMachine => true;

    public override Task<int> RunAsync(Invocation call)
    {
        call.Screen.Progress("Log rotation is built in and needs no other program; `apm conf pm2-logrotate` shows its settings.");
        if (!call.Host.IsRoot)
        {
            return Task.FromResult(_options.AskForRoot(call, "let logrotate do it all the same", "logrotate"));
        }

        var service = _options.Service(call);
        var path = Path.Combine(call.Host.SystemRoot, "etc/logrotate.d", service.Name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Text(service.Home));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} cannot be written: {e.Message}");
        }

        call.Screen.Progress($"Written: {path}");
        return Task.FromResult(0);
    }

    // copytruncate: the daemon keeps the files open.
    private static string Text(string home) =>
        $$"""
        {{Plain(home)}}/logs/*.log {{Plain(home)}}/apm.log {
            weekly
            rotate 12
            missingok
            notifempty
            compress
            delaycompress
            copytruncate
        }

        """;

    // A pattern is a pattern for its directories too, so a star or a blank in them would be misread.
    private static string Plain(string home) => home == ShellText.Word(home)
        ? home
        : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"logrotate cannot be told of {home}; set APM_HOME to a path of letters, digits, '-', '_', '.' and '/'.");
}
