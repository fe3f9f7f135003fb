using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Groups;
using ActorPm.Core.Instances;
using ActorPm.Core.Health;
using ActorPm.Core.Restarts;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Routing;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Journal;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Daemon.Tests.Journal;

public sealed class CatalogEventSerializerTests : Akka.TestKit.Xunit2.TestKit
{
    private const string Secret = "correct horse battery staple";

    private static readonly AppName _web = AppName.Parse("web");

    private static readonly AppSpec _full = new(
        AppName.Parse("my app ☃"), "shop", "/srv/web.js", "node", ["--inspect"], ["--port", "80"], "/srv",
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add("PASSWORD", Secret).Add("EMPTY", ""), 2, InstanceCounting.Counted,
        new RestartSettings(
            RestartMode.OnFailure, [0, 42], TimeSpan.FromMilliseconds(1500.5), 7, TimeSpan.FromSeconds(3),
            new Backoff(TimeSpan.FromMilliseconds(100), 1.5, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), 0.25)),
        new StopSettings(UnixSignal.SIGTERM, TimeSpan.FromSeconds(9), StopScope.MainProcess), new LogSettings("/var/out.log", "/dev/null"));

    private static readonly ImmutableArray<Slot> _slots = [new Slot(0, 3, 11, DesiredState.Running), new Slot(1, 4, 12, DesiredState.Stopped)];

    /// <summary>One of each shape that version 1 wrote. The files beside this one hold them as they were written then.</summary>
    private static readonly Dictionary<string, object> _written = new()
    {
        ["app-added:1"] = new AppAdded(_full, _slots),
        ["spec-changed:1"] = new SpecChanged(_full),
        ["app-renamed:1"] = new AppRenamed(_web, AppName.Parse("site")),
        ["instances-added:1"] = new InstancesAdded(_web, _slots),
        ["instances-removed:1"] = new InstancesRemoved(_web, [11, 12]),
        ["instances-started:1"] = new InstancesStarted(_web, [11]),
        ["instances-stopped:1"] = new InstancesStopped(_web, [12]),
        ["app-removed:1"] = new AppRemoved(_web),
        ["rollout-began:1"] = new RolloutBegan(_full, [new Replacement(11, 21), new Replacement(12, 22)]),
        ["slot-replaced:1"] = new SlotReplaced(_web, new Replacement(11, 21)),
        ["rollout-paused:1"] = new RolloutPaused(_web),
        ["rollout-resumed:1"] = new RolloutResumed(_web),
        ["rollout-turned:1"] = new RolloutTurned(_web, [new Replacement(21, 31)]),
        ["rollout-promoted:1"] = new RolloutPromoted(_web),
        ["rollout-abandoned:1"] = new RolloutAbandoned(_web),
        ["catalog:1"] = AppCatalog.Empty.Apply(new AppAdded(_full, _slots)).Apply(new AppAdded(Specs.App(), Specs.Slots(1, 5, 13))),
    };

    private readonly CatalogEventSerializer _serializer;

    public CatalogEventSerializerTests() =>
        _serializer = new CatalogEventSerializer((ExtendedActorSystem)Sys, new EnvironmentSeal([.. Enumerable.Range(0, 32).Select(n => (byte)n)]));

    public static TheoryData<string> Manifests => [.. _written.Keys];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void What_is_written_is_read_back(string manifest)
    {
        var bytes = _serializer.ToBinary(_written[manifest]);

        Assert.Equal(manifest, _serializer.Manifest(_written[manifest]));
        AssertSame(_written[manifest], _serializer.FromBinary(bytes, manifest));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void What_version_1_wrote_is_read_for_ever(string manifest)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Journal", "v1", manifest.Replace(':', '-') + ".json"));

        AssertSame(_written[manifest], _serializer.FromBinary(bytes, manifest));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Neither_type_names_nor_values_of_variables_reach_the_journal(string manifest)
    {
        var text = Encoding.UTF8.GetString(_serializer.ToBinary(_written[manifest]));

        Assert.DoesNotContain("ActorPm", text);
        Assert.DoesNotContain("$type", text);
        Assert.DoesNotContain(Secret, text);
        Assert.DoesNotContain("PASSWORD", text);
    }

    [Fact]
    public void Every_event_and_the_snapshot_have_a_manifest_and_a_fixture()
    {
        var cases = typeof(CatalogEvent).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(CatalogEvent)));

        Assert.Equal([.. cases, typeof(AppCatalog)], _written.Values.Select(value => value.GetType()).ToHashSet());
        Assert.Equal(_written.Count, Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Journal", "v1"), "*.json").Length);
    }

    [Fact]
    public void Every_restart_mode_and_signal_is_read_back()
    {
        var modes = Enum.GetValues<RestartMode>().Select(mode => Specs.App(restart: Specs.Restart(mode)));
        var signals = Enum.GetValues<UnixSignal>().Select(signal => Specs.App(stop: StopSettings.Default with { Signal = signal }));

        Assert.All(modes.Concat(signals), spec =>
            AssertSame(new SpecChanged(spec), _serializer.FromBinary(_serializer.ToBinary(new SpecChanged(spec)), "spec-changed:1")));
    }

    [Fact]
    public void Every_field_that_came_later_is_read_back()
    {
        var spec = _full with
        {
            Mode = ExecMode.Cluster, Autostart = false, GivenVariables = ["PASSWORD"], Filter = new EnvironmentFilter(true, ["A"], ["B"]),
            InstanceVariable = "NUMBER", IncrementVariable = "PORT", Ready = new ReadySettings(ReadySignal.Message, TimeSpan.FromSeconds(8)),
            Watch = new WatchSettings(true, ["/srv"], ["*.log"], TimeSpan.FromSeconds(2), ["js"]),
            Cron = new CronSettings("0 3 * * *", "Europe/Berlin", CronOverlap.Queue), MemoryLimit = 1 << 30, RunAs = new RunAs("web", "www"),
            PidFile = "/run/web.pid", SourceMaps = true, Remarks = ImmutableSortedDictionary<string, string>.Empty.Add("vizion", "false"),
            Stop = _full.Stop with { Request = StopRequest.Message },
            Logs = _full.Logs with { CombinedFile = "/var/all.log", Merge = true, Shape = LogShape.Json, DateFormat = "HH:mm", Disabled = true },
            Routing = Routed(DataPlane.Proxy), Health = _health,
            Reload = new ReloadSettings { Surge = new Surge(null, 25), MinimumHealthyTime = TimeSpan.FromSeconds(2), ReadyTimeout = TimeSpan.FromSeconds(20), Overlap = true },
            Placement = new Placement(PlacementKind.Spread, ["ssd", "web"]) { Edition = 7 },
            DependsOn = [new AppDependency(AppName.Parse("shop:db"), DependencyCondition.Healthy), new AppDependency(AppName.Parse("migrate"), DependencyCondition.Completed)],
            Limits = LimitWords.With(LimitWords.With(new ResourceLimits { NoNewPrivileges = true, Cpus = 1.5m, Umask = 0x17 }, "nofile", "1024:65536", out _)!, "memory", "512M", out _)!,
            Group = new GroupSettings(GroupStrategy.RestForOne, 3, TimeSpan.FromSeconds(90)),
        };
        var bytes = _serializer.ToBinary(new SpecChanged(spec));

        AssertSame(new SpecChanged(spec), _serializer.FromBinary(bytes, "spec-changed:1"));
        Assert.DoesNotContain("PASSWORD", Encoding.UTF8.GetString(bytes));
        Assert.All(
            typeof(AppSpec).GetProperties().Where(property => property.Name is not (nameof(AppSpec.Name) or nameof(AppSpec.Namespace) or nameof(AppSpec.WorkingDirectory))),
            property => Assert.NotEqual(property.GetValue(Specs.App()), property.GetValue(spec)));
    }

    [Fact]
    public void Every_way_of_requests_check_and_sign_of_readiness_is_read_back()
    {
        var checks = new ProbeCheck[] { new ProbeCheck.Http("/up"), new ProbeCheck.Tcp(null), new ProbeCheck.Tcp("9000"), new ProbeCheck.Exec("true"), new ProbeCheck.Watchdog() };
        AppSpec[] specs =
        [
            .. Enum.GetValues<DataPlane>().Select(plane => Specs.App() with { Routing = Routed(plane) }),
            .. Enum.GetValues<BalancingPolicy>().Select(policy => Specs.App() with { Routing = RoutingSettings.None with { Policy = policy } }),
            .. Enum.GetValues<HandoffMode>().Select(mode => Specs.App() with { Routing = RoutingSettings.None with { Handoff = mode } }),
            .. Enum.GetValues<ProxyProtocol>().Select(protocol => Specs.App() with { Routing = RoutingSettings.None with { Proxy = new ProxySettings { Protocol = protocol } } }),
            .. checks.Select(check => Specs.App() with { Health = new HealthSettings { Liveness = new ProbeSettings(check) } }),
            .. Enum.GetValues<ReadySignal>().Select(signal => Specs.App() with
            {
                Ready = ReadySettings.Default with { Signal = signal, LogPattern = signal is ReadySignal.LogLine ? "up: .*" : null },
            }),
            Specs.App(interpreter: "node") with { Mode = ExecMode.Cluster },
        ];

        Assert.All(specs, spec => AssertSame(new SpecChanged(spec), _serializer.FromBinary(_serializer.ToBinary(new SpecChanged(spec)), "spec-changed:1")));
    }

    [Theory]
    [InlineData("node", true, DataPlane.Handoff)]
    [InlineData("/opt/bun", true, DataPlane.Handoff)]
    [InlineData("node", false, DataPlane.None)]
    [InlineData("python3", true, DataPlane.None)]
    public void A_cluster_that_was_written_before_there_was_routing_shares_its_ports_from_now_on(string interpreter, bool cluster, DataPlane plane)
    {
        var written = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Journal", "v1", "spec-changed-1.json"));
        var changed = System.Text.Json.Nodes.JsonNode.Parse(written)!;
        changed["spec"]!["interpreter"] = interpreter;
        changed["spec"]!["cluster"] = cluster;

        var read = Assert.IsType<SpecChanged>(_serializer.FromBinary(Encoding.UTF8.GetBytes(changed.ToJsonString()), "spec-changed:1"));

        Assert.Equal(RoutingSettings.None with { Plane = plane }, read.Spec.Routing);
    }

    private static readonly HealthSettings _health = new()
    {
        Startup = new ProbeSettings(new ProbeCheck.Tcp(null)) { Interval = TimeSpan.FromMilliseconds(500), Failures = 60 },
        Readiness = new ProbeSettings(new ProbeCheck.Http("/ready")) { Timeout = TimeSpan.FromSeconds(1), Delay = TimeSpan.FromSeconds(3), Successes = 2 },
        Liveness = new ProbeSettings(new ProbeCheck.Exec("true")),
    };

    // Every member has another value than its default.
    private static RoutingSettings Routed(DataPlane plane) => new()
    {
        Plane = plane,
        Addresses = [new ListenAddress("127.0.0.1", 8080, null, "web"), new ListenAddress(null, 0, "/run/app.sock", null)],
        Policy = BalancingPolicy.StickyCookie,
        Handoff = HandoffMode.Connections,
        DrainTimeout = TimeSpan.FromSeconds(7),
        Proxy = new ProxySettings
        {
            Protocol = ProxyProtocol.Http2, Backend = BackendKind.Socket, CertificateFile = "/c.pem", KeyFile = "/k.pem", ConnectTimeout = TimeSpan.FromSeconds(1),
            IdleTimeout = TimeSpan.FromSeconds(3), MaxHeaderBytes = 8192, MaxBodyBytes = 1 << 20, MaxConnections = 5, Retries = 1, HoldTimeout = TimeSpan.FromSeconds(4),
            MaxHeld = 6, EjectAfter = 9, EjectFor = TimeSpan.FromSeconds(8), AccessLog = "/a.log",
        },
    };

    [Fact]
    public void Every_member_of_routing_differs_from_its_default_in_these_tests()
    {
        AssertAllDiffer(RoutingSettings.None, Routed(DataPlane.Proxy));
        AssertAllDiffer(ProxySettings.Default, Routed(DataPlane.Proxy).Proxy);
    }

    private static void AssertAllDiffer<T>(T usual, T other) =>
        Assert.All(typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance), property => Assert.NotEqual(property.GetValue(usual), property.GetValue(other)));

    [Theory]
    [InlineData(RolloutPhase.Rolling)]
    [InlineData(RolloutPhase.Paused)]
    [InlineData(RolloutPhase.Returning)]
    public void A_snapshot_holds_reloads_that_are_under_way(RolloutPhase phase)
    {
        var other = _full with { Script = "/srv/next.js" };
        var list = AppCatalog.Empty
            .Apply(new AppAdded(_full, _slots))
            .Apply(new SpecChanged(_full with { Script = "/srv/last.js" }))
            .Apply(new RolloutBegan(other, [new Replacement(11, 21)]))
            .Apply(new SlotReplaced(_full.Name, new Replacement(11, 21)))
            .Apply(phase switch
            {
                RolloutPhase.Paused => new RolloutPaused(_full.Name),
                RolloutPhase.Returning => new RolloutTurned(_full.Name, [new Replacement(21, 31)]),
                _ => new RolloutResumed(_full.Name),
            });

        AssertSame(list, _serializer.FromBinary(_serializer.ToBinary(list), "catalog:1"));
    }

    [Fact]
    public void A_manifest_of_a_later_version_says_what_to_do()
    {
        var exception = Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "app-added:2"));

        Assert.Contains("'app-added:2'", exception.Message);
        var sentence = JournalFile.Unreadable("/home/state.db", new AggregateException(exception))?.Message;
        Assert.Contains("start the version that wrote it", sentence, StringComparison.Ordinal);
        Assert.Null(JournalFile.Unreadable("/home/state.db", new IOException()));
    }

    [Theory]
    [InlineData("app-added:1", "")]
    [InlineData("app-added:1", "{}")]
    [InlineData("app-added:1", """{"spec":null,"slots":[null]}""")]
    [InlineData("slot-replaced:1", """{"app":"web","replacements":[]}""")]
    [InlineData("instances-added:1", """{"app":"web"}""")]
    [InlineData("app-renamed:1", """{"app":"web","to":null}""")]
    [InlineData("catalog:1", """{"apps":[null]}""")]
    public void A_damaged_payload_is_refused_in_one_way(string manifest, string payload)
    {
        var exception = Assert.Throws<SerializationException>(() => _serializer.FromBinary(Encoding.UTF8.GetBytes(payload), manifest));

        Assert.Contains($"'{manifest}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_where_something_has_to_be_is_damage()
    {
        // It would be written out without that member in the next snapshot, which could not be read any more.
        var payload = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Journal/v1/rollout-began-1.json")).Replace("\"script\":\"/srv/web.js\"", "\"script\":null", StringComparison.Ordinal);
        Assert.Contains("\"script\":null", payload, StringComparison.Ordinal);

        Assert.Throws<SerializationException>(() => _serializer.FromBinary(Encoding.UTF8.GetBytes(payload), "rollout-began:1"));
    }

    [Fact]
    public void A_member_of_a_later_version_is_passed_over()
    {
        var read = _serializer.FromBinary("""{ "app": "web", "later": { "x": 1 } }"""u8.ToArray(), "app-removed:1");

        Assert.Equal(new AppRemoved(_web), read);
    }

    [Fact]
    public void Anything_else_has_no_place_in_the_journal()
    {
        Assert.Throws<SerializationException>(() => _serializer.Manifest("text"));
        Assert.Throws<SerializationException>(() => _serializer.ToBinary("text"));
    }

    private static void AssertSame(object expected, object actual)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        Assert.Equal(Facts(expected), Facts(actual));
    }

    // Arrays compare by reference; what counts is what they hold.
    private static object[] Facts(object value) => value switch
    {
        AppAdded added => [added.Spec, .. added.Slots],
        SpecChanged changed => [changed.Spec],
        AppRenamed renamed => [renamed.App, renamed.To],
        InstancesAdded added => [added.App, .. added.Slots],
        InstancesRemoved removed => [removed.App, .. removed.Serials.Cast<object>()],
        InstancesStarted started => [started.App, .. started.Serials.Cast<object>()],
        InstancesStopped stopped => [stopped.App, .. stopped.Serials.Cast<object>()],
        AppRemoved removed => [removed.App],
        RolloutBegan began => [began.Candidate, .. began.Replacements],
        SlotReplaced replaced => [replaced.App, replaced.Replacement],
        RolloutTurned turned => [turned.App, .. turned.Replacements],
        RolloutPaused or RolloutResumed or RolloutPromoted or RolloutAbandoned => [value],
        AppCatalog catalog => [catalog.NextPmId, catalog.NextSerial, .. catalog.Apps.Keys, .. catalog.Apps.Values],
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "Not in the journal."),
    };
}
