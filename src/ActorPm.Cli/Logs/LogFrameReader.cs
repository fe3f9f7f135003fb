using ActorPm.Core.Control;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Logs;

/// <summary>Takes the pieces of log out of a response stream, however the network has torn them. Holds one piece at most.</summary>
internal sealed class LogFrameReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[2 * (LogFrame.MaxHeadLength + LogFrame.MaxLength)];
    private int _start;
    private int _end;

    /// <summary>Whether bytes of an unfinished piece are left; true at the stream's end means that it was cut.</summary>
    public bool HasPart => _end > _start;

    /// <summary>Takes the next piece that has arrived whole. Its bytes are good until the next <see cref="FillAsync"/>.</summary>
    /// <exception cref="CommandFailure">The bytes are not pieces of log.</exception>
    public bool TryTake(out LogFrame frame, out ReadOnlyMemory<byte> bytes)
    {
        frame = default;
        bytes = default;
        var waiting = _buffer.AsSpan(_start, _end - _start);
        var headLength = waiting[..Math.Min(waiting.Length, LogFrame.MaxHeadLength)].IndexOf((byte)'\n');
        if (headLength < 0)
        {
            return waiting.Length < LogFrame.MaxHeadLength ? false : throw NotUnderstood("a head without end");
        }

        try
        {
            frame = LogFrame.ParseHead(waiting[..headLength]);
        }
        catch (FormatException e)
        {
            throw NotUnderstood(e.Message);
        }

        if (waiting.Length - headLength - 1 < frame.Length)
        {
            return false;
        }

        bytes = _buffer.AsMemory(_start + headLength + 1, frame.Length);
        _start += headLength + 1 + frame.Length;
        return true;
    }

    /// <summary>Waits for more bytes; false at the stream's end.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += read;
        return read > 0;
    }

    private static CommandFailure NotUnderstood(string what) => new(
        ControlErrorCode.Internal, $"The daemon's log stream was not understood ({what}); apm and apmd may be of different versions.");
}
