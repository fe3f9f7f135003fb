using System.CommandLine;
using ActorPm.Cli.InitSystems;
using ActorPm.Cli.Programs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>What <c>startup</c> and <c>unstartup</c> are told: the init system, the user, the home and the service's name.</summary>
internal sealed class StartupOptions
{
    private static readonly string[] SystemDirectories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    private readonly Option<string[]> _user = Options.Value("--user", "user", "the user whose apps are started; default: yourself", "-u");
    private readonly Option<string[]> _userHome = Options.Value("--hp", "directory", "that user's home directory; default: the system's entry");
    private readonly Option<string[]> _name = Options.Value("--service-name", "name", "the service's name; default: apm-<user>");
    private readonly Option<bool> _waitIp = Options.Flag("--wait-ip", "start only when the machine has a network address");

    public StartupOptions(Command grammar)
    {
        foreach (var option in (Option[])[_user, _userHome, _name, _waitIp])
        {
            grammar.Options.Add(option);
        }
    }

    /// <summary>The init system that was named, else the one that is there.</summary>
    public static InitSystem System(Invocation call)
    {
        if (call.Words.Count > 0)
        {
            return InitSystems.InitSystems.Parse(call.Words[0]) ?? throw new CommandFailure(
                ControlErrorCode.InvalidRequest, $"The init system '{call.Words[0]}' is not supported; choose one of {InitSystems.InitSystems.Names}.");
        }

        return InitSystems.InitSystems.Detect(tool => ProgramRun.Find(call.Host, tool) is not null) ?? throw new CommandFailure(
            ControlErrorCode.InvalidRequest, $"No init system was found in PATH; name one of {InitSystems.InitSystems.Names}.");
    }

    /// <summary>The service.</summary>
    public InitService Service(Invocation call)
    {
        var user = call.Value(_user) ?? call.Host.UserName;
        var name = call.Value(_name) ?? $"apm-{user}";
        var userHome = UserHome(call, user);
        var home = call.Host.Variable(HomeVariable(call)) ?? Path.Combine(userHome, call.Host.IsPm2 ? ".pm2" : DaemonLaunch.DefaultHomeName);
        var service = new InitService(
            name, user, userHome, Path.GetFullPath(home, call.Host.CurrentDirectory), SearchPath(call.Host), DaemonProgram.PathOf(call.Host), Client(call.Host),
            call.Has(_waitIp) ? NetworkWait.Online : NetworkWait.Configured);
        var problems = Problems(service);
        return problems.Count == 0 ? service : throw new CommandFailure(problems);
    }

    /// <summary>Says how to run the command as root: nobody else may change the system.</summary>
    /// <param name="call">The command.</param>
    /// <param name="purpose">What it is run for.</param>
    /// <param name="words">The verb and its arguments.</param>
    /// <returns>The exit code.</returns>
    public int AskForRoot(Invocation call, string purpose, params IReadOnlyList<string> words)
    {
        var service = Service(call);
        var line = new List<string> { "sudo", "env", "PATH=$PATH" };
        if (call.Host.Variable(HomeVariable(call)) is not null)
        {
            line.Add(ShellText.Word($"{HomeVariable(call)}={service.Home}"));
        }

        line.AddRange([ShellText.Word(service.Client), .. words, "-u", service.User, "--hp", ShellText.Word(service.UserHome)]);
        if (call.Value(_name) is { } name)
        {
            line.AddRange(["--service-name", name]);
        }

        if (call.Has(_waitIp))
        {
            line.Add("--wait-ip");
        }

        call.Screen.Progress($"To {purpose}, copy and paste the following command:");
        call.Screen.Data(string.Join(' ', line) + "\n");
        return 1;
    }

    private static string HomeVariable(Invocation call) => call.Host.IsPm2 ? "PM2_HOME" : DaemonLaunch.HomeVariable;

    private string UserHome(Invocation call, string user)
    {
        var path = call.Value(_userHome)
            ?? (user == call.Host.UserName ? call.Host.Variable("HOME") : null)
            ?? Passwd(call.Host, user)
            ?? throw new CommandFailure(
                ControlErrorCode.InvalidRequest, $"The directory of user {user} is not known; name it with --hp.");
        return Path.GetFullPath(path, call.Host.CurrentDirectory);
    }

    private static string? Passwd(CliHost host, string user)
    {
        var file = Path.Combine(host.SystemRoot, "etc/passwd");
        return File.Exists(file)
            ? File.ReadLines(file).Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length >= 6 && fields[0] == user)?[5]
            : null;
    }

    // What the caller has in PATH, since that is where the apps' interpreters are, and the system's own directories.
    private static string SearchPath(CliHost host) => string.Join(
        ':', (host.Variable("PATH") ?? "").Split(':').Where(entry => entry.StartsWith('/')).Concat(SystemDirectories).Distinct());

    // A link named pm2 may lie elsewhere; apm itself lies beside the daemon.
    private static string Client(CliHost host) => Path.Combine(host.ProgramDirectory, "apm");

    private static List<string> Problems(InitService service)
    {
        var problems = new List<string>();
        foreach (var (what, name) in (ReadOnlySpan<(string, string)>)[("user", service.User), ("service name", service.Name)])
        {
            if (name.Length == 0 || name[0] is '-' or '.' || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            {
                problems.Add($"The {what} '{name}' is not made of letters, digits, '-', '_' and '.'; name another.");
            }
        }

        foreach (var path in (ReadOnlySpan<string>)[service.Home, service.UserHome, service.SearchPath, service.Daemon])
        {
            if (path.Any(char.IsControl))
            {
                problems.Add("A path has a line break or another control character, which no service file can hold; rename the directory.");
            }
        }

        return problems;
    }
}
