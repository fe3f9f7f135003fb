namespace ActorPm.Cli.Commands;

/// <summary>A verb of PM2 that ActorPm has no use for: it says in a sentence why, and what to use instead.</summary>
internal sealed class NoticeCommand : CliCommand
{
    private readonly string _sentence;
    private readonly int _exitCode;

    private NoticeCommand(string name, string description, string arguments, string sentence, int exitCode, IEnumerable<string> flags)
        : base(name, description, arguments)
    {
        _sentence = sentence;
        _exitCode = exitCode;
        foreach (var flag in flags)
        {
            Flag(flag, "accepted for PM2's sake");
        }
    }

    /// <summary>Nothing needs to be done, so scripts go on: exit code 0.</summary>
    public static NoticeCommand Accept(string name, string description, string arguments, string sentence, params string[] flags) =>
        new(name, description, arguments, sentence, 0, flags);

    /// <summary>What was asked for is not done: exit code 1.</summary>
    public static NoticeCommand Refuse(string name, string description, string arguments, string sentence, params string[] flags) =>
        new(name, description, arguments, sentence, 1, flags);

    public override Task<int> RunAsync(Invocation call)
    {
        if (_exitCode == 0)
        {
            call.Screen.Progress(_sentence);
        }
        else
        {
            call.Screen.Error(_sentence);
        }

        return Task.FromResult(_exitCode);
    }
}
