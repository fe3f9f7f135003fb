namespace ActorPm.Cli.Commands;

/// <summary><c>apm examples</c>.</summary>
internal sealed class ExamplesCommand() : CliCommand("examples", "show what is often needed", "")
{
    private const string Text =
        """
        Start
          apm start app.js                          a script; its extension chooses the interpreter
          apm start app.js --name web -i 4          four instances under a name
          apm start app.py -- --port 8080           words after -- are the app's own
          apm start "npm run serve" --name site     a command line
          apm start ecosystem.config.js --env production

        Look
          apm list                                  all apps
          apm describe web                          all about one
          apm logs web --lines 100                  its newest lines, and what follows
          apm jlist                                 for programs

        Change
          apm restart web                           by name, id, namespace, /pattern/ or all
          apm restart web --update-env              with this shell's environment
          apm scale web +2                          two instances more
          apm stop web                              stop, keep in the list
          apm delete web                            stop, remove from the list

        Keep
          apm startup                               start with the machine
          apm set pm2-logrotate:max_size 50M        rotate logs at another size
          apm deploy production                     deploy a new release over ssh

        Help
          apm --help                                all commands
          apm <command> --help                      one command's options

        """;

    public override Task<int> RunAsync(Invocation call)
    {
        call.Screen.Data(Text);
        return Task.FromResult(0);
    }
}
