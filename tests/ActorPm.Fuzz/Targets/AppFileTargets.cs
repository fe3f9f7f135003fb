using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorPm.Cli.AppFiles;
using ActorPm.Core.Apps;
using ActorPm.Core.Ecosystem;
using ActorPm.Daemon.AppFiles;
using ActorPm.Daemon.Settings;
using ActorPm.Fuzz.Engine;
using ActorPm.Processes;

namespace ActorPm.Fuzz.Targets;

/// <summary>Files that users write: app files of every kind, and the daemon's own settings.</summary>
internal static class AppFileTargets
{
    // Akka's parser needs time and memory with the square of a file's length: seconds for 30 KiB. Both files are the user's own, and neither is read while the daemon works.
    private const int LongestHocon = 2 * 1024;
    private const long HoconBytesPerByte = 128 * 1024;

    // "watch: [i,i]" makes a compiled expression of 80 KB of every two bytes.
    private const long PatternBytesPerByte = 64 * 1024;

    private static readonly ProgramProbe Probe = new();

    private static readonly EcosystemContext Context = new("/tmp", new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, "production") { FileDirectory = "/tmp" };

    private static readonly string[] Fields =
    [
        "apps", "deploy", "static", "pm2", .. AppFields.All.Select(field => field.Name), "env_production", "startup_probe", "readiness_probe", "liveness_probe", "listen", "protocol", "http2", "cert", "key",
        "max", "-1", "cluster", "fork", "SIGKILL", "10M", "1s", "25%", "sticky_cookie", "connections", "unix:/tmp/a.sock", "8080", "path", "port", "spa", "/usr/bin/true", "all", "parts",
    ];

    /// <summary>JSON and JSON5.</summary>
    public static IFuzzTarget Json() => new FuzzTarget(
        "app-json", [.. Fields, "//", "/*", "*/", "'", "`", "0x", "\\u{", "Infinity", "NaN", "undefined"], input => Resolve(EcosystemDocument.Read(Text(input), Context))) { BytesPerByte = PatternBytesPerByte };

    /// <summary>YAML.</summary>
    public static IFuzzTarget Yaml() => new FuzzTarget(
        "app-yaml", [.. Fields, "- ", ": ", "&a ", "*a", "<<: *a", "|", ">", "---\n", "!!binary", "!!str ", "%YAML 1.2\n", "? ", "\t", "~", "0o17", ".inf"],
        input => OrRefused(() => Resolve(EcosystemDocument.Read(YamlReader.Read(Text(input)), Context)))) { BytesPerByte = PatternBytesPerByte };

    /// <summary>A Procfile, whose .env is the same text.</summary>
    public static IFuzzTarget Procfile() => new FuzzTarget(
        "app-procfile", ["web: ", "worker: ", "PORT=", "export ", "\"", "'", "$PORT", "\\n", "#", "node server.js"],
        input => OrRefused(() => Resolve(EcosystemDocument.Read(Core.Ecosystem.Procfile.Read(Text(input), DotEnv.Read(Text(input)), "/tmp"), Context))));

    /// <summary>HOCON, read by `apmd app-file` in a process of its own.</summary>
    public static IFuzzTarget Hocon()
    {
        var path = Path.Combine(Path.GetTempPath(), $"apm-fuzz-{Environment.ProcessId}.conf");
        return new FuzzTarget("app-hocon", [.. Fields, "${a}", "${?a}", "+=", "\"\"\"", "include \"", "{", "}", "=", "#", "//", "a.b.c"], input =>
        {
            try
            {
                File.WriteAllBytes(path, input.Span);
                OrRefused(() => Resolve(EcosystemDocument.Read(JsonTree.Parse(Encoding.UTF8.GetBytes(HoconAppFile.Read(path))), Context)));
            }
            finally
            {
                File.Delete(path);
            }
        }) { LongestInput = LongestHocon, BytesPerByte = HoconBytesPerByte };
    }

    /// <summary>actorpm.conf.</summary>
    public static IFuzzTarget Settings() => new FuzzTarget(
        "settings-hocon", [.. DaemonSettings.Keys(DaemonSettings.BuiltIn()), "actorpm {", "akka {", "${a}", "+=", "\"\"\"", "include \"x\"", "10 MiB", "5s", "infinite", "off", "}", "= "],
        input =>
        {
            try
            {
                _ = DaemonSettings.Load(Text(input), ImmutableDictionary<string, string>.Empty);
                _ = DaemonSettings.Load("", new Dictionary<string, string> { ["APM_LOG_LEVEL"] = Text(input), ["APM_JOURNAL_BUSY_TIMEOUT"] = Text(input), ["APM_LOG_FILE_SIZE"] = Text(input) });
            }
            catch (SettingsException)
            {
                // Its documented refusal.
            }
        }) { LongestInput = LongestHocon, BytesPerByte = HoconBytesPerByte };

    // As the daemon goes on with what a file says.
    private static void Resolve(EcosystemReading reading)
    {
        foreach (var app in reading.Problems.Count == 0 ? reading.Apps : [])
        {
            _ = AppSpecResolver.Resolve(app, Probe, 2);
        }
    }

    private static void OrRefused(Action read)
    {
        try
        {
            read();
        }
        catch (AppFileSyntaxException)
        {
            // The documented refusal of all these readers.
        }
    }

    private static string Text(ReadOnlyMemory<byte> input) => Encoding.UTF8.GetString(input.Span);
}
