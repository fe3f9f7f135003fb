using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorPm.Cluster.Tests.Networks;

/// <summary>A network stack of its own: to a daemon that runs there, another machine.</summary>
/// <param name="Namespace">The name of its network namespace.</param>
/// <param name="Number">1 for the first of its network.</param>
internal sealed partial record Machine(string Namespace, int Number)
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    /// <summary>Where the others reach it.</summary>
    public string Address => $"10.83.0.{Number}";

    /// <summary>What starts a program there.</summary>
    public string[] Launcher => ["ip", "netns", "exec", Namespace];

    /// <summary>All processes there.</summary>
    public async Task<IReadOnlyList<int>> PidsAsync() =>
        [.. (await SystemCommand.RunAsync("ip", "netns", "pids", Namespace)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Connects from there.</summary>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = await OpenSocketAsync();
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(host), port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A client there that has a connection of its own for each request.</summary>
    public HttpClient HttpClient(Uri url)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellation) => new NetworkStream(await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation), ownsSocket: true),
        }) { BaseAddress = url };
        http.DefaultRequestHeaders.ConnectionClose = true;
        return http;
    }

    // A socket belongs to the namespace in which its thread was when it made it; that thread is used for nothing else.
    private Task<Socket> OpenSocketAsync()
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle($"/run/netns/{Namespace}");
                if (SetNamespace(file, NewNetwork) != 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }

                made.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            }
            catch (Exception problem)
            {
                made.SetException(problem);
            }
        }) { IsBackground = true }.Start();
        return made.Task;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle file, int kind);
}
