using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests;

/// <summary>Instances to show.</summary>
internal static class Views
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static InstanceView View(int id = 0, string name = "web", string status = "online") => new(
        id, name, "default", 0, status, status == "online" ? 4711 : 0, "fork", "1.0.0", Now.AddSeconds(-119), 3, 0,
        status == "online" ? 0.4 : 0, status == "online" ? 51_066_701 : 0, "root", false, null, "/logs/web-out.log", "/logs/web-error.log");

    public static InstanceDetail Detail(InstanceView view) => new(
        view, "/srv/app.js", ["--port", "80"], "node", [], "/srv", "/home/pids/web-0.pid", Now.AddDays(-1), 1, "always", 16, 1000, 0, null,
        [], 1600, "SIGINT", true, null, null, null, 0, null, []);
}
