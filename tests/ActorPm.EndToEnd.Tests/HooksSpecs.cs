using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Whoever has a hook is told what happened.</summary>
public sealed class HooksSpecs
{
    private static void Settle(Apm apm, string hooks)
    {
        Directory.CreateDirectory(apm.Home);
        File.WriteAllText(Path.Combine(apm.Home, "actorpm.conf"), $"actorpm.hooks {{\n{hooks}\n}}\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_crash_is_delivered_once_with_its_evidence_however_often_the_receiver_fails_at_first()
    {
        await using var receiver = await HookReceiver.OpenAsync(failures: 2);
        await using var apm = new Apm();
        Settle(apm, $"chat {{ on = [crash], url = \"{receiver.Url}/\", secret = \"s3\" }}");

        await apm.RunAsync("start", "echo hello; echo all is lost >&2; sleep 1.5; kill -SEGV $$", "--name", "web");
        var crash = await receiver.TakenAsync("crash");
        await apm.RunAsync("stop", "web");

        Assert.Equal([500, 500, 200], receiver.Requests.Select(request => request.Status));
        Assert.Single(receiver.Requests.Select(request => request.Header("X-ActorPm-Delivery")).Distinct());
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3"), crash.Body)), crash.Header("X-ActorPm-Signature-256"));
        Assert.Equal(("web", "SIGSEGV", 0), ((string?)crash.Json["app"], (string?)crash.Json["signal"], (int?)crash.Json["restarts"]));
        Assert.Equal(crash.Header("X-ActorPm-Delivery"), (string?)crash.Json["id"]);
        Assert.Equal("""{"out":["hello"],"err":["all is lost"]}""", crash.Json["lastLines"]!.ToJsonString());
        Assert.Contains("chat", await apm.RunAsync("hooks"), StringComparison.Ordinal);
        await Until.TrueAsync("the delivery is counted", async () => (int?)JsonNode.Parse(await apm.RunAsync("hooks", "--json"))!["hooks"]![0]!["delivered"] == 1);
    }

    [Fact(Timeout = 120_000)]
    public async Task Giving_up_is_told_to_a_program_and_after_the_cure_so_is_the_recovery_also_by_a_daemon_that_came_later()
    {
        await using var apm = new Apm();
        var told = Path.Combine(apm.Work, "told");
        Settle(apm, $"file {{ on = [errored, recovered], exec = [\"/bin/sh\", \"-c\", \"cat $APM_EVENT_FILE >> {told}; echo \\\" $APM_EVENT $APM_APP $APM_EXIT_CODE\\\" >> {told}\"] }}\nbad {{ on = [node-lost], exec = [\"/bin/false\"] }}");
        var ill = Path.Combine(apm.Work, "ill");
        File.WriteAllText(ill, "");

        await apm.TryAsync("start", $"test ! -e {ill} || exit 7; sleep 1000", "--name", "web", "--max-restarts", "2");
        await Until.TrueAsync("it is told", () => File.Exists(told) && File.ReadAllText(told).EndsWith(" errored web 7\n", StringComparison.Ordinal));
        await apm.KillDaemonAsync();
        await apm.RunAsync("resurrect");
        File.Delete(ill);
        await apm.RunAsync("restart", "web");
        await Until.TrueAsync("it is told", () => File.ReadAllText(told).Contains(" recovered web", StringComparison.Ordinal));

        Assert.Equal(2, File.ReadAllLines(told).Length);
        await Until.TrueAsync("what it was given is gone", () => Directory.GetFiles(Path.Combine(apm.Home, "run"), "hook-*").Length == 0);
        Assert.Contains("/bin/sh exited with code 0", await apm.RunAsync("hooks", "test", "file"), StringComparison.Ordinal);
        var (code, _, error) = await apm.TryAsync("hooks", "test", "bad");
        Assert.Equal(14, code);
        Assert.Contains("The sample for bad did not arrive: /bin/false exited with code 1.", error, StringComparison.Ordinal);
        Assert.Contains("There is no hook fill; did you mean file?", (await apm.TryAsync("hooks", "test", "fill")).Error, StringComparison.Ordinal);
    }
}
