using System.IO.Pipelines;
using System.Net.Sockets;
using ActorPm.Core.Control;
using ActorPm.Core.Wire;
using ActorPm.Daemon.Control;
using ActorPm.Processes;
using Serilog;

namespace ActorPm.Daemon.Pm2Wire;

/// <summary>
/// One client on <c>rpc.sock</c>: calls are carried out side by side, up to 64 of them, and answered as they end. What is no call closes the
/// connection.
/// </summary>
internal sealed class RpcConnection(Socket socket, Pm2Methods methods, Readiness readiness, CancellationToken ended) : IDisposable
{
    private const int MaxRequestBytes = 4 * 1024 * 1024;
    private const int MaxCalls = 64;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _calls = new(MaxCalls, MaxCalls);

    /// <summary>Serves until the client leaves.</summary>
    public async Task ServeAsync()
    {
        using var caller = PeerProcess.Of(socket);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var running = new HashSet<Task>();
        var input = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(left.Token);
                var buffer = read.Buffer;
                AmpDecoding decoding;
                while ((decoding = AmpFrame.TryDecode(ref buffer, MaxRequestBytes, out var message)) is AmpDecoding.Complete)
                {
                    if (!RpcRequest.TryParse(message, out var request))
                    {
                        return;
                    }

                    await _calls.WaitAsync(left.Token);
                    running.RemoveWhere(task => task.IsCompleted);
                    running.Add(AnswerAsync(stream, new RpcCall(request, caller, left.Token)));
                }

                if (decoding is AmpDecoding.Invalid || read.IsCompleted)
                {
                    return;
                }

                input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await left.CancelAsync();
            await Task.WhenAll(running);
            await input.CompleteAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _calls.Dispose();
    }

    private async Task AnswerAsync(NetworkStream stream, RpcCall call)
    {
        // Off the reader's own stack: a method that answers at once must not keep the next call from being read.
        await Task.Yield();
        try
        {
            var answer = await AnswerToAsync(call);
            await _turn.WaitAsync(call.Cancellation);
            try
            {
                await stream.WriteAsync(answer, call.Cancellation);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client has left: a wish that it made is carried out all the same.
        }
        finally
        {
            _calls.Release();
        }
    }

    private async Task<byte[]> AnswerToAsync(RpcCall call)
    {
        try
        {
            await readiness.Ready.WaitAsync(call.Cancellation);
            return call.Request.Method is null
                ? call.Request.Methods(methods.Names)
                : readiness.IsStopping
                    ? throw new RefusedException(ControlErrorCode.ShuttingDown, "The daemon is stopping and takes no more commands.")
                    : call.Request.Success((await methods.CallAsync(call)).Span);
        }
        catch (RefusedException refused)
        {
            return call.Request.Failure(refused.Message);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            Log.Error(defect, "PM2's method {Method} failed", call.Request.Method);
            return call.Request.Failure($"A defect in the daemon: {defect.Message} apm.log in the home has the details; please report it.");
        }
    }
}
