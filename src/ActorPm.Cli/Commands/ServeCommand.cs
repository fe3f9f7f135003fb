using System.CommandLine;
using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.StaticServer;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm serve</c>: the files of a directory over HTTP, as an app like any other.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<string[]> _port;
    private readonly Option<bool> _singlePage;
    private readonly Option<bool> _listing;
    private readonly Option<string[]> _userName;
    private readonly Option<string[]> _password;
    private readonly Option<string[]> _name;

    public ServeCommand()
        : base("serve", "serve the files of a directory over HTTP (default: this directory, port 8080)", "[path] [port]")
    {
        _port = Value("--port", "port", "the port, instead of the second argument");
        _singlePage = Flag("--spa", "answer paths without a file with index.html, for single-page apps");
        _listing = Flag("--ftp", "list the files of directories");
        _userName = Value("--basic-auth-username", "name", "ask visitors for this user name");
        _password = Value("--basic-auth-password", "password", "the password that goes with it");
        _name = Value("--name", "name", "the app's name; default: static-page-server-<port>", "-n");
        Flag("--monitor", "accepted for PM2's sake");
        Flag("--force", "accepted for PM2's sake", "-f");
    }

    public override bool TakesRemote => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        var path = Path.GetFullPath(call.Words.Count > 0 ? call.Words[0] : ".", call.Host.CurrentDirectory);
        var port = call.Value(_port) ?? (call.Words.Count > 1 ? call.Words[1] : StaticServerVariables.DefaultPort.ToString(CultureInfo.InvariantCulture));
        var problems = Problems(call, path, port);
        if (problems.Count > 0)
        {
            throw new CommandFailure(problems);
        }

        var app = new AppRequest
        {
            Target = DaemonProgram.PathOf(call.Host),
            CallerDirectory = call.Host.CurrentDirectory,
            CallerEnvironment = CallerEnvironment.Of(call.Host),
            Environment = Variables(call, path, port),
            Name = call.Value(_name) ?? StaticServerVariables.AppNamePrefix + port,
            Cwd = path,
            Arguments = [StaticServerVariables.Argument],
            Interpreter = "none",
        };
        using var client = await call.ConnectOrStartAsync();
        call.Screen.Progress($"Serving {path} on port {port}");
        return await call.FinishAsync(client, client.PostAsync(
            ControlContract.Start, new StartRequest([app]), ControlJson.Default.StartRequest, ControlJson.Default.CommandReply));
    }

    private List<string> Problems(Invocation call, string path, string port)
    {
        var problems = new List<string>();
        if (!Directory.Exists(path))
        {
            problems.Add($"{path} is no directory; name one to serve.");
        }

        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            problems.Add($"'{port}' is no port from 1 to {ushort.MaxValue}.");
        }

        if (call.Has(_userName) != call.Has(_password))
        {
            problems.Add("--basic-auth-username and --basic-auth-password go together; give both.");
        }

        return problems;
    }

    private Dictionary<string, string> Variables(Invocation call, string path, string port)
    {
        var variables = new Dictionary<string, string>
        {
            [StaticServerVariables.Path] = path,
            [StaticServerVariables.Port] = port,
            [StaticServerVariables.Host] = call.Host.Variable(StaticServerVariables.Host) ?? "0.0.0.0",
            [StaticServerVariables.SinglePage] = Text(call.Has(_singlePage)),
            [StaticServerVariables.Listing] = Text(call.Has(_listing)),
            [StaticServerVariables.HomePage] = call.Host.Variable(StaticServerVariables.HomePage) ?? "/index.html",
            [StaticServerVariables.BasicAuth] = Text(call.Has(_userName)),
        };
        if (call.Value(_userName) is { } userName && call.Value(_password) is { } password)
        {
            variables[StaticServerVariables.UserName] = userName;
            variables[StaticServerVariables.Password] = password;
        }

        return variables;
    }

    private static string Text(bool value) => value ? "true" : "false";
}
