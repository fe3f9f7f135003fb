using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Views;
using ActorPm.Processes.Output;

namespace ActorPm.Daemon.Pm2Wire;

/// <summary>The methods of PM2's daemon by name, as its unmodified client calls them.</summary>
internal sealed class Pm2Methods
{
    /// <summary>The version of PM2 whose wire this is: its command line warns of a daemon that answers another.</summary>
    public const string Version = "7.0.4";

    private readonly SortedDictionary<string, Func<RpcCall, Task<ReadOnlyMemory<byte>>>> _methods = new(StringComparer.Ordinal);
    private readonly InstanceBoard _board;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _startedAt;

    /// <summary>All of them.</summary>
    public Pm2Methods(Pm2ProcessMethods processes, Pm2DeliveryMethods deliveries, Func<RpcCall, Task> end, ILogFiles logs, InstanceBoard board, TimeProvider clock)
    {
        _board = board;
        _clock = clock;
        _startedAt = clock.GetUtcNow();
        processes.AddTo(_methods);
        deliveries.AddTo(_methods);
        Add("ping", _ => new JsonObject { ["msg"] = "pong" });
        Add("getVersion", _ => JsonValue.Create(Version));
        Add("getReport", _ => Report());
        // What PM2 keeps for its own monitor, which is not here.
        Add("getSystemData", _ => new JsonObject());
        Add("monitor", call => new JsonObject { ["success"] = true, ["pm_id"] = call.Id() });
        Add("unmonitor", call => new JsonObject { ["success"] = true, ["pm_id"] = call.Id() });
        Add("notifyKillPM2", _ => null);
        Add("profileCPU", _ => throw NoProfile());
        Add("profileMEM", _ => throw NoProfile());
        _methods.Add("reloadLogs", async _ =>
        {
            await logs.ReopenAsync();
            return Json(new JsonObject());
        });
        _methods.Add("killMe", async call =>
        {
            await end(call);
            // What PM2's command line waits for; it does not read the answer.
            if (call.Caller is { } caller && call.Field("pid").ToString() == caller.Pid.ToString(CultureInfo.InvariantCulture))
            {
                caller.Signal(UnixSignal.SIGQUIT);
            }

            return Json(null);
        });
    }

    /// <summary>All names.</summary>
    public IEnumerable<string> Names => _methods.Keys;

    /// <summary>The result as JSON.</summary>
    public static ReadOnlyMemory<byte> Json(JsonNode? value) => value is null ? "null"u8.ToArray() : Encoding.UTF8.GetBytes(value.ToJsonString());

    /// <summary>Carries a call out.</summary>
    /// <returns>The result as JSON.</returns>
    /// <exception cref="RefusedException">It is refused, or there is no such method.</exception>
    public Task<ReadOnlyMemory<byte>> CallAsync(RpcCall call) => _methods.TryGetValue(call.Request.Method!, out var method)
        ? method(call)
        : throw new RefusedException(ControlErrorCode.InvalidRequest, $"method \"{call.Request.Method}\" does not exist");

    private void Add(string name, Func<RpcCall, JsonNode?> method) => _methods.Add(name, call => Task.FromResult(Json(method(call))));

    private JsonObject Report() => new()
    {
        ["pm2_version"] = Version,
        ["node_version"] = "N/A",
        ["node_path"] = "not found",
        ["argv0"] = Environment.ProcessPath,
        ["argv"] = new JsonArray(Environment.ProcessPath),
        ["user"] = Environment.UserName,
        ["uid"] = "N/A",
        ["gid"] = "N/A",
        // PM2 shows the daemon's whole environment here, secrets included.
        ["env"] = new JsonObject(),
        ["managed_apps"] = _board.All.Count,
        ["started_at"] = _startedAt.ToUnixTimeMilliseconds(),
        ["uptime"] = (long)(_clock.GetUtcNow() - _startedAt).TotalSeconds,
    };

    private static RefusedException NoProfile() => new(ControlErrorCode.InvalidRequest, "This daemon is no Node.js program and has no V8 profile; profile the app itself, for example with node --cpu-prof.");
}
