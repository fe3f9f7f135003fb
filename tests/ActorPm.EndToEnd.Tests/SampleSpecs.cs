namespace ActorPm.EndToEnd.Tests;

/// <summary>The samples of tests/apps, as the README starts them.</summary>
public sealed class SampleSpecs
{
    [SkippableTheory(Timeout = 60_000)]
    [InlineData("node/hello.js", "node", "hello", "1.2.3")]
    [InlineData("node/server.js", "node", "server", "1.2.3")]
    [InlineData("python/hello.py", "python3", "hello", "N/A")]
    public async Task A_sample_web_server_answers_and_is_listed_with_its_version(string sample, string interpreter, string name, string version)
    {
        Programs.Require(interpreter);
        await using var apm = new Apm();

        await apm.RunAsync("start", Programs.Sample(sample));

        var listed = await apm.FindAsync(name);
        var port = "";
        await Until.TrueAsync("it listens", async () =>
        {
            var log = await apm.RunAsync("logs", name, "--nostream", "--raw");
            port = log.Contains("listening on ", StringComparison.Ordinal) ? log.Split(' ')[^1].Trim() : "";
            return port.Length > 0;
        });
        using var http = new HttpClient();
        Assert.Equal($"hello from {listed.Pid}\n", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")));
        Assert.Contains(version, await apm.RunAsync("list"), StringComparison.Ordinal);
        await apm.RunAsync("delete", name);
        Assert.Empty(ManagedProcess.Of(apm.Home));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_shell_sample_ticks()
    {
        await using var apm = new Apm();

        await apm.RunAsync("start", Programs.Sample("sh/ticker.sh"));

        var listed = await apm.FindAsync("ticker");
        await Until.TrueAsync("two ticks", async () =>
            (await apm.RunAsync("logs", "ticker", "--nostream", "--raw")).Contains($"tick 2 of {listed.Pid}", StringComparison.Ordinal));
    }
}
