using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Carries a connection through a tunnel between two nodes. Each piece has its length before it (two bytes, the higher one first), since what carries the tunnel can only
/// end both ways at once: a length of 0 says that one direction has ended.
/// </summary>
/// <param name="tunnel">The tunnel.</param>
/// <param name="end">The connection.</param>
internal sealed class TunnelRelay(Stream tunnel, Socket end)
{
    private const int LengthBytes = sizeof(ushort), PieceBytes = 16 * 1024;

    /// <summary>Carries until both directions have ended, or one is cut off; then both are closed.</summary>
    public async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(OrCutAsync(InAsync()), OrCutAsync(OutAsync()));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side was cut off: so is the other.
        }
        finally
        {
            await CutAsync();
        }
    }

    // When one direction fails, the other waits for bytes that will not come.
    private async Task OrCutAsync(Task direction)
    {
        try
        {
            await direction;
        }
        catch
        {
            await CutAsync();
            throw;
        }
    }

    private async ValueTask CutAsync()
    {
        end.Dispose();
        await tunnel.DisposeAsync();
    }

    private async Task OutAsync()
    {
        while (true)
        {
            // Waits without a buffer: most tunnels are silent most of the time.
            await end.ReceiveAsync(Memory<byte>.Empty);
            var buffer = ArrayPool<byte>.Shared.Rent(LengthBytes + PieceBytes);
            try
            {
                var count = await end.ReceiveAsync(buffer.AsMemory(LengthBytes, PieceBytes));
                BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)count);
                await tunnel.WriteAsync(buffer.AsMemory(0, LengthBytes + count));
                await tunnel.FlushAsync();
                if (count == 0)
                {
                    return;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private async Task InAsync()
    {
        var length = new byte[LengthBytes];
        while (true)
        {
            await tunnel.ReadExactlyAsync(length);
            var count = BinaryPrimitives.ReadUInt16BigEndian(length);
            if (count == 0)
            {
                end.Shutdown(SocketShutdown.Send);
                return;
            }

            var buffer = ArrayPool<byte>.Shared.Rent(count);
            try
            {
                await tunnel.ReadExactlyAsync(buffer.AsMemory(0, count));
                for (var sent = 0; sent < count;)
                {
                    sent += await end.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
