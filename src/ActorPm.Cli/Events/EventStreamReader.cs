namespace ActorPm.Cli.Events;

/// <summary>Reads server-sent events (WHATWG HTML, section 9.2): as much of the format as the daemon writes.</summary>
internal sealed class EventStreamReader(Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<(string Id, string Topic, string Data)?> ReadAsync(CancellationToken cancellation)
    {
        var (id, topic, data) = ("", "", "");
        while (await _lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                return (id, topic, data);
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            // A line that begins with a colon is a comment: the daemon's heartbeat.
            if (colon > 0)
            {
                var value = line[(colon + 1)..].TrimStart(' ');
                switch (line[..colon])
                {
                    case "id":
                        id = value;
                        break;
                    case "event":
                        topic = value;
                        break;
                    case "data":
                        data = value;
                        break;
                }
            }
        }

        return null;
    }

    public void Dispose() => _lines.Dispose();
}
