using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.History;
using ActorPm.Core.Hooks;
using ActorPm.Core.Logs;
using ActorPm.Processes;
using Serilog.Events;

namespace ActorPm.Daemon.Settings;

/// <summary>The daemon's settings. The only place that knows HOCON keys; <c>hocon/actorpm.conf</c> documents each of them.</summary>
/// <param name="LogLevel">What the daemon's own log tells.</param>
/// <param name="LogFileSize">When that log begins a new file, in bytes.</param>
/// <param name="LogFiles">How many of its files are kept.</param>
/// <param name="SnapshotEvery">Events between snapshots of the list.</param>
/// <param name="JournalBusyTimeout">How long a write waits for another program's lock, or for the answer of a database server.</param>
/// <param name="Cgroups">Whether cgroups are used.</param>
/// <param name="PipeBytes">The size of output pipes.</param>
/// <param name="UsageInterval">How often usage is read unasked.</param>
/// <param name="SettleTimeout">How long commands wait for instances to settle.</param>
/// <param name="Akka">What the user's file says below <c>akka</c>, and nothing else of it: <c>akka.log-config-on-start</c> prints all of it.</param>
internal sealed record DaemonSettings(
    LogEventLevel LogLevel,
    long LogFileSize,
    int LogFiles,
    int SnapshotEvery,
    TimeSpan JournalBusyTimeout,
    CgroupUse Cgroups,
    int PipeBytes,
    TimeSpan UsageInterval,
    TimeSpan SettleTimeout,
    Config Akka)
{
    private const string Root = "actorpm", UsualName = "actorpm.conf";

    /// <summary>The database that keeps the process list; null for the file of the home.</summary>
    public JournalDatabase? JournalDatabase { get; init; }

    /// <summary>How often the memory of apps with a limit is compared with it. At least 100 ms; default 1 s.</summary>
    public TimeSpan MemoryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What bounds the logs of apps.</summary>
    public LogLimits Logs { get; init; } = LogLimits.Default(TimeZoneInfo.Local);

    /// <summary>What holds for apps that say nothing else.</summary>
    public AppDefaults AppDefaults { get; init; } = AppDefaults.Pm2;

    /// <summary>What bounds the history.</summary>
    public HistoryLimits History { get; init; } = HistoryLimits.Default;

    /// <summary>Whether PM2's own sockets are served.</summary>
    public Pm2WireUse Pm2Wire { get; init; }

    /// <summary>Where <c>pbm</c> is served; null where it is not.</summary>
    public PetabridgeCmdSettings? PetabridgeCmd { get; init; }

    /// <summary>Where metrics go besides the control socket.</summary>
    public MetricsSettings Metrics { get; init; } = MetricsSettings.None;

    /// <summary>What other users of the machine may do.</summary>
    public AccessSettings Access { get; init; } = AccessSettings.None;

    /// <summary>Where people on other machines reach the control API; null where they do not.</summary>
    public RemoteSettings? Remote { get; init; }

    /// <summary>How many processes may be launched at once.</summary>
    public int LaunchBurst { get; init; } = 500;

    /// <summary>How many launches follow each second after a burst.</summary>
    public int LaunchesPerSecond { get; init; } = 500;

    /// <summary>How long an update waits for requests that the proxies have accepted.</summary>
    public TimeSpan UpdateDrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How a node of a cluster judges the others.</summary>
    public ClusterSettings Cluster { get; init; } = ClusterSettings.Default;

    /// <summary>Who is told of what happens, by name.</summary>
    public ImmutableArray<HookSettings> Hooks { get; init; } = [];

    /// <summary>The built-in settings, as <c>hocon/actorpm.conf</c> has them.</summary>
    public static Config BuiltIn()
    {
        using var stream = typeof(DaemonSettings).Assembly.GetManifestResourceStream("actorpm.conf")
            ?? throw new InvalidOperationException("actorpm.conf is not embedded in apmd.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    /// <summary>Reads the settings from the user's file and variables over the built-in ones.</summary>
    /// <param name="file">The text of <c>$APM_HOME/actorpm.conf</c>; empty when there is none.</param>
    /// <param name="environment">The daemon's environment.</param>
    /// <param name="name">What the file is called, for messages.</param>
    /// <exception cref="SettingsException">The message names every problem with its place and cure.</exception>
    public static DaemonSettings Load(string file, IReadOnlyDictionary<string, string> environment, string name = UsualName)
    {
        var builtIn = BuiltIn();
        var user = Parse(file, name);
        var known = Keys(builtIn).ToList();
        var own = Keys(user).ToHashSet(StringComparer.Ordinal);
        RefuseSections(file, name, own, known);
        var problems = own
            .Where(key => key.StartsWith(Root + ".", StringComparison.Ordinal) && !known.Contains(key) && !HooksReader.Knows(key))
            .Select(key => new SettingsProblem(key, $"there is no setting {key}; did you mean {Nearest(key, known)}?"))
            .Concat(Sections(user)
                .Where(section => section is not (Root or "akka"))
                .Select(section => new SettingsProblem(section, $"there is no section {section}; settings stand below {Root}, those of Akka.NET below akka.")))
            .ToList();
        var reader = new SettingsReader(Variables(known, environment).WithFallback(user).WithFallback(builtIn), problems, name);
        var settings = new DaemonSettings(
            reader.Choice("log-level", ("debug", LogEventLevel.Debug), ("info", LogEventLevel.Information), ("warning", LogEventLevel.Warning), ("error", LogEventLevel.Error)),
            reader.Bytes("log-file-size", 64 * 1024, long.MaxValue),
            reader.Number("log-files", 1, 1000),
            reader.Number("journal.snapshot-every", 1, 1_000_000),
            reader.Duration("journal.busy-timeout", TimeSpan.FromMilliseconds(100)),
            reader.Choice("processes.cgroup", ("auto", CgroupUse.WhenWritable), ("off", CgroupUse.Never)),
            (int)reader.Bytes("processes.pipe-size", 4096, 1024 * 1024),
            reader.Duration("usage.interval", TimeSpan.FromSeconds(1)),
            reader.Duration("control.settle-timeout", TimeSpan.FromSeconds(1)),
            BelowAkka(file, name))
        {
            JournalDatabase = JournalDatabaseReader.Read(reader),
            MemoryInterval = reader.Duration("usage.memory-interval", TimeSpan.FromMilliseconds(100)),
            Logs = LogLimitsReader.Read(reader),
            AppDefaults = AppDefaultsReader.Read(reader),
            History = new HistoryLimits(reader.Bytes("history.max-size", 64 * 1024, long.MaxValue), reader.Duration("history.max-age", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650))),
            Pm2Wire = reader.Choice("pm2-wire.enabled", ("off", Pm2WireUse.Off), ("on", Pm2WireUse.On), ("false", Pm2WireUse.Off), ("true", Pm2WireUse.On)),
            PetabridgeCmd = PetabridgeCmdReader.Read(reader),
            Metrics = MetricsSettingsReader.Read(reader),
            Access = AccessReader.Read(reader),
            Remote = RemoteReader.Read(reader),
            Cluster = new ClusterSettings(
                new Core.Cluster.FencingTimes(
                    reader.Duration("cluster.lease", TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10)), reader.Duration("cluster.stop-limit", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))),
                reader.Duration("cluster.stable-after", TimeSpan.FromSeconds(1)),
                reader.Choice("cluster.strategy", ("keep-majority", "keep-majority"), ("keep-oldest", "keep-oldest"), ("static-quorum", "static-quorum")),
                reader.Number("cluster.quorum-size", 1, 1000))
            {
                CertificateLife = reader.Duration("cluster.certificate-life", TimeSpan.FromSeconds(30), TimeSpan.FromDays(3650)),
            },
            Hooks = HooksReader.Read(user, problems),
            UpdateDrainTimeout = reader.Duration("update.drain-timeout", TimeSpan.Zero),
            LaunchBurst = reader.Number("processes.launch-burst", 1, 100_000),
            LaunchesPerSecond = reader.Number("processes.launches-per-second", 1, 100_000),
        };
        if (problems.Count == 0)
        {
            return settings;
        }

        var places = HoconPlaces.Of(file);
        throw new SettingsException([.. problems.Select(problem =>
            OriginOf(problem.Key, own, environment, places, name) is { } origin ? $"{origin}: {problem.Text}" : problem.Text)]);
    }

    /// <summary>Each setting with the value that a daemon which starts now takes, and where that comes from. Secrets are not shown.</summary>
    /// <param name="file">The text of <c>$APM_HOME/actorpm.conf</c>; empty when there is none.</param>
    /// <param name="environment">The daemon's environment.</param>
    /// <exception cref="SettingsException">The file cannot be read; what is wrong with single values is no matter here.</exception>
    public static IReadOnlyList<SettingView> Show(string file, IReadOnlyDictionary<string, string> environment)
    {
        var builtIn = BuiltIn();
        var user = Parse(file, UsualName);
        var known = Keys(builtIn).ToList();
        var own = Keys(user).ToHashSet(StringComparer.Ordinal);
        var all = Variables(known, environment).WithFallback(user).WithFallback(builtIn);
        var places = HoconPlaces.Of(file);
        return
        [
            .. known.Select(key => new SettingView(key, Shown(key, all.GetString(key) ?? ""), OriginOf(key, own, environment, places, UsualName) ?? SettingView.Default)),
            .. own.Where(HooksReader.Knows).Select(key => new SettingView(key, HooksReader.Shown(key, user.GetValue(key)), OriginOf(key, own, environment, places, UsualName)!)),
            .. own.Where(key => key.StartsWith("akka.", StringComparison.Ordinal)).Select(key => new SettingView(key, user.GetString(key) ?? "", OriginOf(key, own, environment, places, UsualName)!)),
        ];
    }

    // Null for the default.
    private static string? OriginOf(string key, HashSet<string> own, IReadOnlyDictionary<string, string> environment, HoconPlaces places, string name) =>
        key.StartsWith(Root + ".", StringComparison.Ordinal) && environment.ContainsKey(VariableOf(key)) ? VariableOf(key)
        : places.LineOf(key) is { } line && (own.Contains(key) || own.Any(other => other.StartsWith(key + ".", StringComparison.Ordinal) || key.StartsWith(other + ".", StringComparison.Ordinal)))
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} line {line}")
            : null;

    private static string Shown(string key, string value) => key is Root + ".journal.connection-string" or Root + ".metrics.otlp.headers" && value.Length > 0 ? "(hidden)" : value;

    private static Config Variables(IEnumerable<string> known, IReadOnlyDictionary<string, string> environment) => ConfigurationFactory.ParseString(string.Join('\n', known
        .Where(key => environment.ContainsKey(VariableOf(key)))
        .Select(key => $"{key} = \"{environment[VariableOf(key)].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"")));

    /// <summary>The environment variable that overrides a key: <c>actorpm.journal.busy-timeout</c> is <c>APM_JOURNAL_BUSY_TIMEOUT</c>.</summary>
    public static string VariableOf(string key) =>
        "APM_" + key[(Root.Length + 1)..].Replace('.', '_').Replace('-', '_').ToUpperInvariant();

    /// <summary>All keys with a value, as full paths.</summary>
    public static IEnumerable<string> Keys(Config config) => config.IsEmpty ? [] : config.AsEnumerable().SelectMany(pair => Leaves(pair.Key, pair.Value));

    private static IEnumerable<string> Sections(Config config) => config.IsEmpty ? [] : config.AsEnumerable().Select(pair => pair.Key).Distinct();

    private static IEnumerable<string> Leaves(string path, HoconValue value) => value.IsObject()
        ? value.GetObject().Items.SelectMany(item => Leaves($"{path}.{item.Key}", item.Value))
        : [path];

    // A value in the place of a section hides all that is below it; of that each would be told as missing.
    private static void RefuseSections(string file, string name, IEnumerable<string> own, List<string> known)
    {
        if (own.FirstOrDefault(key => known.Any(other => other.StartsWith(key + ".", StringComparison.Ordinal))) is { } section)
        {
            throw new SettingsException($"{name} line {HoconPlaces.Of(file).LineOf(section) ?? 1}: {section} is a section, not a value; write its settings in braces, as {section} {{ … }}, or remove it.");
        }
    }

    private static Config Parse(string text, string name)
    {
        if (HoconLists.Mistake(text) is { } mistake)
        {
            throw new SettingsException($"{name} cannot be read: {mistake}.");
        }

        try
        {
            var root = Parser.Parse(text, included => throw new FormatException($"include {included}: settings are one file."));
            return HoconCycles.Find(root) is { } path
                ? throw new SettingsException($"{name} cannot be read: ${{{path}}} leads back to itself. Give it a value of its own.")
                : new Config(root);
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or SettingsException))
        {
            // The parser throws exceptions of many types; whichever it is, the file is at fault.
            throw new SettingsException($"{name} cannot be read: {exception.Message.TrimEnd('.')}. Correct it, or move it away to use the defaults.");
        }
    }

    private static Config BelowAkka(string text, string name)
    {
        var config = Parse(text, name);
        if (!config.IsEmpty)
        {
            config.Root.GetObject().Items.Remove(Root);
        }

        return config;
    }

    private static string Nearest(string key, IEnumerable<string> known) => known.MinBy(candidate => NearestWord.Slips(key, candidate)) ?? Root;
}
