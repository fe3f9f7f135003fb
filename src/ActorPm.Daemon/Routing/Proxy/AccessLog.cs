using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Serilog;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// A line for each request: the combined format, then the backend (<c>-</c> for none) and the seconds it took. The size is that of <c>Content-Length</c>, <c>-</c> when
/// the answer had none. Requests never wait for the disk: what it cannot take in time is dropped and counted. A file that was moved, deleted or cut is opened anew.
/// </summary>
internal sealed class AccessLog : IAsyncDisposable
{
    private const int MaxQueued = 8192;
    private const int BufferBytes = 64 * 1024;
    private const long LookEveryMs = 1000;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxQueued) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly string _path;
    private readonly Task _writing;
    private FileStream _file;
    private long _looked = Environment.TickCount64;
    private long _dropped;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public AccessLog(string path)
    {
        _path = path;
        _file = OpenFile();
        _writing = WriteAllAsync();
    }

    /// <summary>How many lines were dropped.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Notes a request that is over.</summary>
    public void Write(HttpContext http, string? backend, TimeSpan took)
    {
        var request = http.Request;
        var line = string.Create(CultureInfo.InvariantCulture, $"{ForwardedHeaders.AddressOf(http.Connection.RemoteIpAddress)} - - [{DateTime.UtcNow:dd/MMM/yyyy:HH:mm:ss} +0000] \"{Safe(request.Method)} {Safe(http.Features.Get<IHttpRequestFeature>()?.RawTarget)} {request.Protocol}\" {http.Response.StatusCode} {http.Response.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "-"} \"{Quoted(request.Headers.Referer)}\" \"{Quoted(request.Headers.UserAgent)}\" {backend ?? "-"} {took.TotalSeconds:0.000000}\n");
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        await _file.DisposeAsync();
    }

    private FileStream OpenFile() => new(_path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = BufferBytes });

    private async Task WriteAllAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            var count = 0;
            try
            {
                Renew();
                while (_lines.Reader.TryRead(out var line))
                {
                    count++;
                    _file.Write(Encoding.UTF8.GetBytes(line));
                }

                await _file.FlushAsync();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A full disk ends no request; the next lines are tried again.
                if (Interlocked.Add(ref _dropped, Math.Max(1, count)) == Math.Max(1, count))
                {
                    Log.Warning("The access log {File} cannot be written: {Reason}", _path, failure.Message);
                }
            }
        }
    }

    // Only this daemon appends to it: another length than ours is another file, or one that was cut.
    private void Renew()
    {
        if (Environment.TickCount64 - _looked < LookEveryMs)
        {
            return;
        }

        _looked = Environment.TickCount64;
        var file = new FileInfo(_path);
        if (!file.Exists || file.Length != _file.Position)
        {
            var before = _file;
            _file = OpenFile();
            before.Dispose();
        }
    }

    private static string Quoted(Microsoft.Extensions.Primitives.StringValues value) => value.Count == 0 ? "-" : Safe(value.ToString());

    // Nobody outside writes lines of their own, or ends a quoted field.
    private static string Safe(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "-";
        }

        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !text.AsSpan().ContainsAny('"', '\\')
            ? text
            : string.Concat(text.Select(letter => letter is < ' ' or '"' or '\\' or (char)0x7f ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)letter:X2}") : letter.ToString()));
    }
}
