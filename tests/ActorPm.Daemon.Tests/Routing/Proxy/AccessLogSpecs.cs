using ActorPm.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

[Collection(ProxyCollection.Name)]
public sealed class AccessLogSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Each_request_is_a_line_and_a_renamed_file_is_opened_anew()
    {
        using var home = new TempHome();
        var path = System.IO.Path.Combine(home.Path, "access.log");
        await using var stage = new ProxyStage(ProxySettings.Default with { AccessLog = path });
        var backend = await stage.AddHttpAsync(0, http => http.Response.WriteAsync("hello"));
        stage.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "a \"quoted\" one");

        await stage.Http.GetStringAsync("/a?b=c");
        await ProxyStage.UntilAsync(() => Lines(path).Length == 1, "the line is written");

        Assert.Matches(
            $"^127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{{2}}/\\d{{4}}:[0-9:]{{8}} \\+0000\\] \"GET /a\\?b=c HTTP/1\\.1\" 200 (5|-) \"-\" \"a \\\\x22quoted\\\\x22 one\" 127\\.0\\.0\\.1:{backend.Address!.Port} [0-9.]+$",
            Lines(path)[0]);

        File.Move(path, path + ".1");
        var requests = 1;
        using var limit = new CancellationTokenSource(ProxyStage.Limit);
        while (!File.Exists(path) || Lines(path).Length == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await stage.Http.GetStringAsync("/again");
            requests++;
        }

        await ProxyStage.UntilAsync(() => Lines(path).Length + Lines(path + ".1").Length == requests, "no line is lost");
    }

    private static string[] Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
