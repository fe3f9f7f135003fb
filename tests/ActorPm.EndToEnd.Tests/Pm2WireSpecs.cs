using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>An unmodified <c>require('pm2')</c> works with ActorPm when PM2's wire is switched on.</summary>
public sealed class Pm2WireSpecs
{
    [SkippableFact(Timeout = 120_000)]
    public async Task An_unmodified_client_lists_starts_stops_restarts_and_hears_the_bus()
    {
        Programs.Require("node");
        Skip.IfNot(Directory.Exists(Programs.Sample("pm2/node_modules/pm2")), "npm has not installed tests/apps/pm2.");
        await using var apm = new Apm().With("APM_PM2_WIRE_ENABLED", "on");
        await apm.RunAsync("resurrect");
        var start = new ProcessStartInfo("node", [Programs.Sample("pm2/client.js"), Programs.Sample("pm2/app.js")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = apm.Work,
        };
        start.Environment["PM2_HOME"] = apm.Home;
        start.Environment["PM2_SILENT"] = "true";
        start.Environment["HOME"] = apm.Work;

        using var client = Process.Start(start)!;
        var output = client.StandardOutput.ReadToEndAsync();
        var error = client.StandardError.ReadToEndAsync();
        await client.WaitForExitAsync();

        var told = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(step => step.GetProperty("step").GetString()!, step => step.GetProperty("value").GetRawText());
        Assert.True(client.ExitCode == 0, $"{await output}\n{await error}\n{apm.DaemonLog()}");
        Assert.Equal("""["web/0/online","web/1/online"]""", told["start"]);
        Assert.Equal("""["web/0/online","web/1/online"]""", told["list"]);
        Assert.Equal("""["number","number","number","object",false]""", told["described"]);
        Assert.Equal("""["web/0/online","web/1/online"]""", told["restart"]);
        Assert.Equal("""["web/0/online","web/1/online"]""", told["reload"]);
        Assert.Equal("""["web/1/stopped"]""", told["stop"]);
        Assert.Equal("""["web/0/online","web/1/online"]""", told["start again"]);
        Assert.Equal("true", told["logs"]);
        Assert.Equal("""["web/0/stopped","web/1/stopped"]""", told["delete"]);
        Assert.Equal("[]", told["empty"]);
        Assert.Equal("\"process or namespace not found\"", told["unknown"]);
        Assert.Equal("\"7.0.4\"", told["version"]);
        Assert.Equal("""["web/0 start","web/0 online","web/0 exit","web/0 online","web/0 restart"]""", told["heard"]);
        Assert.Empty(ManagedProcess.Of(apm.Home));
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task What_it_stops_and_deletes_of_an_app_that_a_cluster_moves_rests_and_goes_everywhere()
    {
        Programs.Require("node");
        Skip.IfNot(Directory.Exists(Programs.Sample("pm2/node_modules/pm2")), "npm has not installed tests/apps/pm2.");
        await using var a = new Apm().With("APM_PM2_WIRE_ENABLED", "on");
        await using var b = new Apm();
        await Clusters.FormAsync((a, "a", ""), (b, "b", ""));
        await a.RunAsync("start", "sleep 1000", "--name", "wide", "-i", "2", "--placement", "spread");

        await ClientAsync("pm2.stop('wide', done)");
        await Until.TrueAsync("all rest", async () => (await b.ListAsync()).Count(listed => listed.Status == "stopped") == 2);
        Assert.Contains("stopped", await a.RunAsync("cluster", "status"), StringComparison.Ordinal);
        await ClientAsync("pm2.restart('wide', done)");
        await b.RunAsync("start", "wide");
        await ClientAsync("pm2.delete('wide', done)");
        await Until.TrueAsync("all are gone", async () => (await b.ListAsync()).Count == 0);

        async Task ClientAsync(string call)
        {
            var start = new ProcessStartInfo("node", ["-e", $"const pm2 = require('pm2'); const done = e => {{ if (e) console.error(e); pm2.disconnect(); process.exit(e ? 1 : 0); }}; pm2.connect(e => e ? done(e) : {call});"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Programs.Sample("pm2"),
            };
            start.Environment["PM2_HOME"] = a.Home;
            start.Environment["PM2_SILENT"] = "true";
            start.Environment["HOME"] = a.Work;
            using var client = Process.Start(start)!;
            var error = client.StandardError.ReadToEndAsync();
            await client.StandardOutput.ReadToEndAsync();
            await client.WaitForExitAsync();
            Assert.True(client.ExitCode == 0, $"{call}: {await error}\n{a.DaemonLog()}");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_sockets_are_for_the_owner_alone_and_closed_to_garbage()
    {
        await using var apm = new Apm().With("APM_PM2_WIRE_ENABLED", "on");
        await apm.RunAsync("resurrect");
        var path = Path.Combine(apm.Home, "rpc.sock");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(apm.Home, "pub.sock")));

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        Assert.Equal(0, await socket.ReceiveAsync(new byte[16]));
        Assert.Contains("pong", await apm.RunAsync("ping"), StringComparison.Ordinal);
        await apm.RunAsync("kill");
        Assert.False(File.Exists(path));
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_listens_unless_it_was_asked_for()
    {
        await using var apm = new Apm();
        await apm.RunAsync("resurrect");

        Assert.False(File.Exists(Path.Combine(apm.Home, "rpc.sock")));
        Assert.False(File.Exists(Path.Combine(apm.Home, "pub.sock")));
    }
}
