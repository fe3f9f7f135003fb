using System.Diagnostics;
using System.Globalization;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Apps that find their listening sockets at descriptor 3, by systemd's protocol.</summary>
public sealed class InheritSpecs
{
    [SkippableFact(Timeout = 120_000)]
    public async Task A_C_program_accepts_from_the_socket_and_no_crash_refuses_a_connection()
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartAsync(apm, await CompiledAsync(apm), "none", 2, $"\"web=127.0.0.1:{port}\", \"unix:{apm.Work}/app.sock\"");

        Assert.Equal(2, (await Clients.AnswersAsync(2, () => Clients.GetAsync($"http://127.0.0.1:{port}/"))).Count);
        Assert.Contains("2 sockets web:unknown", Output(apm), StringComparison.Ordinal);
        Assert.True(File.Exists($"{apm.Work}/app.sock"));
        for (var round = 0; round < 3; round++)
        {
            foreach (var listed in await apm.LivingAsync())
            {
                ManagedProcess.Kill(listed.Pid);
            }

            Assert.False(await Clients.IsRefusedAsync(port));
        }

        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
        await apm.RunAsync("stop", "app");
        await Until.TrueAsync("nobody listens", async () => await Clients.IsRefusedAsync(port) && !File.Exists($"{apm.Work}/app.sock"));
        await apm.RunAsync("start", "app");
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task The_sockets_of_a_Node_app_outlive_the_daemon()
    {
        await using var apm = new Apm();
        Programs.Require("node");
        var port = Clients.FreePort();
        var script = Path.Combine(apm.Work, "app.js");
        await File.WriteAllTextAsync(script, "require('http').createServer((q, r) => r.end(`${process.pid}`)).listen({ fd: 3 }, () => process.send('ready'));");
        await StartAsync(apm, script, "node", 2, $"\"127.0.0.1:{port}\"");
        var before = (await apm.ListAsync()).Select(listed => listed.Pid).ToList();
        Assert.Equal(before.Order(), (await Clients.AnswersAsync(2, () => Clients.GetAsync($"http://127.0.0.1:{port}/"))).Select(answer => int.Parse(answer, CultureInfo.InvariantCulture)).Order());

        await apm.KillDaemonAsync();
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
        await apm.RunAsync("resurrect");
        foreach (var pid in before)
        {
            ManagedProcess.Kill(pid);
        }

        Assert.False(await Clients.IsRefusedAsync(port));
        Assert.DoesNotContain(int.Parse(await Clients.GetAsync($"http://127.0.0.1:{port}/"), CultureInfo.InvariantCulture), before);
        await apm.RunAsync("reload", "app");
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task A_taken_port_is_told_with_the_program_that_has_it()
    {
        await using var apm = new Apm();
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        var program = await CompiledAsync(apm);

        await WriteAsync(apm, program, "none", 1, $"\"127.0.0.1:{port}\"");
        await apm.TryAsync("start", $"{apm.Work}/app.json");

        await Until.TrueAsync("the sentence", () => apm.DaemonLog().Contains(
            string.Create(CultureInfo.InvariantCulture, $"ort {port} of 127.0.0.1 is taken by"), StringComparison.Ordinal));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"(pid {Environment.ProcessId})"), apm.DaemonLog(), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task Nginx_takes_its_sockets()
    {
        await using var apm = new Apm();
        Programs.Require("nginx");
        var port = Clients.FreePort();
        await File.WriteAllTextAsync($"{apm.Work}/nginx.conf", $$"""
            daemon off; worker_processes 1; pid {{apm.Work}}/nginx.pid; error_log stderr; events {}
            http {
              access_log off; client_body_temp_path {{apm.Work}}/t1; proxy_temp_path {{apm.Work}}/t2; fastcgi_temp_path {{apm.Work}}/t3;
              uwsgi_temp_path {{apm.Work}}/t4; scgi_temp_path {{apm.Work}}/t5;
              server { listen 127.0.0.1:{{port}}; location / { return 200 "nginx $pid\n"; } }
            }
            """);
        await StartAsync(apm, "/usr/sbin/nginx", "none", 1, $"\"127.0.0.1:{port}\"", $$""", "args": ["-c", "{{apm.Work}}/nginx.conf"], "env": {"NGINX": "3;"}""");

        for (var round = 0; round < 3; round++)
        {
            Assert.StartsWith("nginx ", await Clients.GetAsync($"http://127.0.0.1:{port}/"), StringComparison.Ordinal);
            ManagedProcess.Kill((await apm.LivingAsync())[0].Pid);
        }

        Assert.StartsWith("nginx ", await Clients.GetAsync($"http://127.0.0.1:{port}/"), StringComparison.Ordinal);
    }

    private static async Task StartAsync(Apm apm, string script, string interpreter, int instances, string sockets, string more = "")
    {
        await WriteAsync(apm, script, interpreter, instances, sockets, more);
        await apm.RunAsync("start", $"{apm.Work}/app.json");
    }

    private static Task WriteAsync(Apm apm, string script, string interpreter, int instances, string sockets, string more = "") => File.WriteAllTextAsync($"{apm.Work}/app.json", $$"""
        {"apps":[{"name":"app","script":"{{script}}","interpreter":"{{interpreter}}","instances":{{instances}},"sockets":[{{sockets}}],
          "merge_logs":true,"out_file":"{{apm.Work}}/app.out"{{more}} }]}
        """);

    private static string Output(Apm apm) => File.ReadAllText($"{apm.Work}/app.out");

    private static async Task<string> CompiledAsync(Apm apm)
    {
        Programs.Require("gcc");
        var program = $"{apm.Work}/sockets";
        using var make = Process.Start("gcc", ["-O1", "-w", "-o", program, Programs.Sample("c/sockets.c")]);
        await make.WaitForExitAsync();
        Assert.Equal(0, make.ExitCode);
        return program;
    }
}
