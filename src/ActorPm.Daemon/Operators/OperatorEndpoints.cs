using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Operators;

/// <summary>The routes of the shell: what it knows, and a line of it, answered line by line.</summary>
internal sealed class OperatorEndpoints(IOperatorWork work, Callers callers, Readiness readiness, CancellationToken stopping)
{
    private static readonly byte[] _end = "\n"u8.ToArray();

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ControlContract.Shell, http => ControlHttp.WriteAsync(http, new ShellPalettes(OperatorPalettes.All), ControlJson.Default.ShellPalettes));
        routes.MapPost(ControlContract.Shell, RunAsync);
    }

    private async Task RunAsync(HttpContext http)
    {
        var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ShellRequest);
        switch (OperatorLine.Parse(request.Line, OperatorPalettes.All))
        {
            case OperatorLine.Refused refused:
                throw new RefusedException(refused.Error);
            case OperatorLine.Helped help:
                await AnswerAsync(http, AtOnce(help.Lines));
                break;
            case OperatorLine.Called { Call: var call }:
                // Whoever follows must not hold up the daemon's end, or its update.
                using (call.Verb.Effect is OperatorEffect.Changes ? readiness.BeginCommand() : null)
                {
                    await AnswerAsync(http, work.RunAsync(call, callers.Of(http), http.RequestAborted));
                }

                break;
        }
    }

    private static async IAsyncEnumerable<string> AtOnce(IReadOnlyList<string> lines)
    {
        await Task.CompletedTask;
        foreach (var line in lines)
        {
            yield return line;
        }
    }

    private async Task AnswerAsync(HttpContext http, IAsyncEnumerable<string> lines)
    {
        await using var line = lines.GetAsyncEnumerator(http.RequestAborted);
        // What is refused before the first line is a refusal like any other.
        var goesOn = await line.MoveNextAsync();
        http.Response.ContentType = "application/x-ndjson";
        await http.Response.StartAsync(http.RequestAborted);
        try
        {
            while (goesOn)
            {
                await WriteAsync(http, new ShellFrame(line.Current, null, null));
                goesOn = await line.MoveNextAsync();
            }

            await WriteAsync(http, new ShellFrame(null, true, null));
        }
        catch (RefusedException refused)
        {
            await WriteAsync(http, new ShellFrame(null, null, refused.Error));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await WriteAsync(http, new ShellFrame(null, null, new ControlError(ControlErrorCode.ShuttingDown, "The daemon is stopping.")));
        }
    }

    private static async Task WriteAsync(HttpContext http, ShellFrame frame)
    {
        await http.Response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(frame, ControlJson.Default.ShellFrame), .. _end], http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
