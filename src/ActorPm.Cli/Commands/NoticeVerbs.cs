namespace ActorPm.Cli.Commands;

/// <summary>PM2's verbs for its paid service, its modules and its own upkeep.</summary>
internal static class NoticeVerbs
{
    private const string NoService = "ActorPm has no paid service and sends nothing anywhere; there is nothing to do.";
    private const string NoModules = "ActorPm runs no modules inside itself; run what the module does as an app: `apm start <script>`.";
    private const string NoOtel = "ActorPm puts no agent into apps; add OpenTelemetry to the app itself, with the packages of its language.";

    public static readonly IReadOnlyList<VerbTable.Verb> All =
    [
        new(["plus", "register"], () => NoticeCommand.Accept("plus", "accepted for PM2's sake: there is no paid service", "[command] [option]", NoService, "--info-node", "-d", "-a")),
        new(["login"], () => NoticeCommand.Accept("login", "accepted for PM2's sake: there is no paid service", "", NoService)),
        new(["logout"], () => NoticeCommand.Accept("logout", "accepted for PM2's sake: there is no paid service", "", NoService)),
        new(["link"], () => NoticeCommand.Accept("link", "accepted for PM2's sake: there is no paid service", "[secret] [public] [name]", NoService, "--info-node")),
        new(["unlink"], () => NoticeCommand.Accept("unlink", "accepted for PM2's sake: there is no paid service", "", NoService)),
        new(["open"], () => NoticeCommand.Accept("open", "accepted for PM2's sake: there is no paid service", "", NoService)),
        new(["monitor"], () => NoticeCommand.Accept("monitor", "accepted for PM2's sake: all apps are watched over here already", "[name]", NoService)),
        new(["unmonitor"], () => NoticeCommand.Accept("unmonitor", "accepted for PM2's sake: there is no paid service", "[name]", NoService)),
        new(["install", "module:install"], () => new ModuleCommand("install", "accepts pm2-logrotate, which is built in; other modules are refused")),
        new(["module:update"], () => new ModuleCommand("module:update", "accepts pm2-logrotate, which is built in; other modules are refused")),
        new(["uninstall", "module:uninstall"], () => new ModuleCommand("uninstall", "accepts pm2-logrotate, which is built in; other modules are refused")),
        new(["module:generate"], () => NoticeCommand.Refuse("module:generate", "refused: ActorPm has no modules", "[name]", NoModules)),
        new(["package"], () => NoticeCommand.Refuse("package", "refused: ActorPm has no modules", "[directory]", NoModules)),
        new(["publish", "module:publish"], () => NoticeCommand.Refuse("publish", "refused: ActorPm has no modules", "[directory]", NoModules, "--npm")),
        new(["install-otel"], () => NoticeCommand.Refuse("install-otel", "refused: apps run without an agent", "", NoOtel)),
        new(["uninstall-otel"], () => NoticeCommand.Accept("uninstall-otel", "accepted for PM2's sake: apps run without an agent", "", "ActorPm puts no agent into apps; there is nothing to remove.")),
        new(["deepUpdate"], () => NoticeCommand.Refuse(
            "deepUpdate", "refused: update ActorPm the way it was installed", "", "ActorPm does not install itself; update it the way it was installed.")),
        new(["create"], () => NoticeCommand.Refuse(
            "create", "refused: `apm init` writes an app file", "", "ActorPm brings no sample projects; `apm init` writes an app file for yours.")),
        new(["autoinstall"], () => NoticeCommand.Accept(
            "autoinstall", "accepted for PM2's sake: there is nothing to install", "", "ActorPm needs nothing besides itself; there is nothing to install.")),
        new(["profile:cpu"], () => NoticeCommand.Refuse(
            "profile:cpu", "refused: names the tool that profiles the daemon", "[time]",
            "The daemon is a .NET program: profile it with `dotnet-trace collect --process-id $(cat ~/.apm/apm.pid)`.")),
        new(["profile:mem"], () => NoticeCommand.Refuse(
            "profile:mem", "refused: names the tool that profiles the daemon", "[time]",
            "The daemon is a .NET program: look at its memory with `dotnet-gcdump collect --process-id $(cat ~/.apm/apm.pid)`.")),
    ];
}
