using System.Buffers;

namespace ActorPm.Processes.Channels;

/// <summary>Cuts a stream of bytes into lines. Holds the unfinished last one; a line that grows too long is dropped to its end and counted.</summary>
internal sealed class LineBuffer
{
    /// <summary>The longest line that is kept, in bytes, without its end.</summary>
    public const int LongestLine = 1024 * 1024;

    private byte[] _bytes = [];
    private int _start;
    private int _scanned;
    private int _end;
    private Cut _cut;

    private enum Cut
    {
        Lines,

        /// <summary>In the rest of a line that is too long.</summary>
        Skipping,
    }

    /// <summary>How many lines were too long.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether it holds nothing: no line, and no part of one.</summary>
    public bool IsAtBoundary => _start == _end && _cut == Cut.Lines;

    /// <summary>Adds what came in.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_cut == Cut.Skipping)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                return;
            }

            bytes = bytes[(end + 1)..];
            _cut = Cut.Lines;
        }

        MakeRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>The next whole line, without its end; valid until the next call. False when there is none.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        while (_start < _end)
        {
            var length = _bytes.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (length < 0)
            {
                _scanned = _end;
                break;
            }

            line = _bytes.AsSpan(_start, _scanned + length - _start);
            _start = _scanned += length + 1;
            if (line.Length <= LongestLine)
            {
                return true;
            }

            Dropped++;
        }

        if (_end - _start > LongestLine)
        {
            Dropped++;
            _cut = Cut.Skipping;
            _start = _end;
        }

        if (_start == _end)
        {
            Clear();
        }

        line = default;
        return false;
    }

    /// <summary>Gives the memory back and forgets the unfinished line.</summary>
    public void Clear()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _start = _scanned = _end = 0;
    }

    private void MakeRoom(int length)
    {
        if (_bytes.Length - _end >= length)
        {
            return;
        }

        var held = _end - _start;
        var target = _bytes;
        if (_bytes.Length - held < length)
        {
            target = ArrayPool<byte>.Shared.Rent(Math.Max(held + length, held * 2));
        }

        _bytes.AsSpan(_start, held).CopyTo(target);
        if (target != _bytes && _bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = target;
        _scanned -= _start;
        _start = 0;
        _end = held;
    }
}
