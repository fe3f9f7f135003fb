using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorPm.TestApp;

/// <summary>Answers every HTTP request with 200 and its own pid.</summary>
internal static class WebServer
{
    /// <summary>Listens on a port of the loopback address; prints it, which is news when 0 was asked for.</summary>
    public static async Task<int> ListenAsync(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync();
            _ = AnswerAsync(client);
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var body = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            try
            {
                while (await reader.ReadLineAsync() is { } line)
                {
                    if (line.Length == 0)
                    {
                        await stream.WriteAsync(answer);
                    }
                }
            }
            catch (IOException)
            {
                // The client went away.
            }
        }
    }
}
