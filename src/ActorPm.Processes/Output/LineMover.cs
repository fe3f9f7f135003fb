using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>
/// Moves the output of one pipe through memory, where it cannot go from the pipe to the file directly. Used under its pipe's lock.
/// </summary>
/// <remarks>
/// Where only whole lines may be written, the beginning of a line waits here for its end, at most <see cref="LongestLine"/> bytes. What is here
/// is in the <see cref="LineSpool"/> as well, until it is in the logs.
/// </remarks>
internal sealed class LineMover(LineSpool spool)
{
    /// <summary>The longest line that is kept whole when several apps share a file, in bytes.</summary>
    private const int LongestLine = 64 * 1024;

    /// <summary>A file is not told of losses more often than this.</summary>
    private const int NoticeMilliseconds = 1000;

    private byte[]? _buffer;
    private int _carried;
    private LineStart _lineStart = LineStart.New;
    private Flow _flow = Flow.Whole;
    private long _lastNotice = long.MinValue / 2;

    private enum Flow
    {
        /// <summary>Nothing was dropped since the last line began.</summary>
        Whole,

        /// <summary>Bytes were dropped: the rest of that line is dropped too, so that the file goes on with a whole one.</summary>
        Broken,
    }

    /// <summary>Whether nothing waits here, so that bytes may pass by.</summary>
    public bool IsIdle => _carried == 0 && _flow == Flow.Whole && !IsBehind;

    /// <summary>Whether there is output that left the pipe under an earlier daemon, and that nobody has looked at yet.</summary>
    public bool IsBehind => spool.IsBehind;

    /// <summary>Bytes of a line were dropped on another way.</summary>
    public void Tear() => _flow = Flow.Broken;

    /// <summary>Moves bytes as they are, to a file that cannot take them from the pipe.</summary>
    /// <returns>How many left the pipe.</returns>
    public long Copy(int pipe, OutputTarget target, long most)
    {
        _buffer ??= new byte[LongestLine];
        long moved = 0;
        while (moved < most)
        {
            var got = spool.Take(pipe, _buffer.AsSpan(0, (int)Math.Min(most - moved, _buffer.Length)));
            if (got <= 0)
            {
                break;
            }

            moved += got;
            Put(target, _buffer.AsSpan(0, got));
            if (_flow == Flow.Broken || got < OutputPipe.ChattyBytes)
            {
                break;
            }
        }

        spool.Shorten([]);
        return moved;
    }

    /// <summary>Moves bytes in the target's shape, and only whole lines where those are needed.</summary>
    /// <returns>How many left the pipe.</returns>
    public long Move(int pipe, OutputTarget target, long most)
    {
        _buffer ??= new byte[LongestLine];
        long moved = 0;
        while (moved < most || IsBehind)
        {
            if (_flow == Flow.Broken && _carried == 0 && !IsBehind && target.Files.Count == 1 && target.First.Losses.TryDiscard(pipe, most - moved, out var gone))
            {
                return moved + gone;
            }

            var turn = target.NeedsWholeLines ? target.TurnOf(this) : LineTurn.Finish;
            if (turn == LineTurn.Wait)
            {
                break;
            }

            var recalled = IsBehind ? Recall(target) : 0;
            var got = recalled > 0 ? 0 : spool.Take(pipe, _buffer.AsSpan(_carried, (int)Math.Min(most - moved, _buffer.Length - _carried)));
            if (recalled + got <= 0)
            {
                break;
            }

            moved += got;
            var held = _carried + recalled + got;
            var from = _flow == Flow.Broken ? Mend(target, held) : 0;
            var text = _buffer.AsSpan(from, held - from);
            var lines = target.NeedsWholeLines ? text.LastIndexOf((byte)'\n') + 1 : text.Length;
            if (lines == 0 && (turn == LineTurn.Finish || text.Length == _buffer.Length))
            {
                lines = text.Length;
            }

            if (turn == LineTurn.Begin && target.First.Writers > 1)
            {
                _lineStart = LineStart.New;
            }

            if (lines > 0)
            {
                Put(target, text[..lines]);
                if (_lineStart == LineStart.Within)
                {
                    target.KeepLine();
                }
            }

            _carried = text.Length - lines;
            text[lines..].CopyTo(_buffer);
            if (recalled == 0 && got < OutputPipe.ChattyBytes)
            {
                break;
            }
        }

        // Alone again with nothing held back: the way without copying is open again.
        if (target.IsPlain && _carried > 0 && _flow == Flow.Whole)
        {
            Put(target, _buffer.AsSpan(0, _carried));
            _carried = 0;
        }

        spool.Shorten(_buffer.AsSpan(0, _carried));
        return moved;
    }

    /// <summary>Nothing waits any more for the end of lines of other pipes: this one is about to be left.</summary>
    public void Seize(OutputTarget target)
    {
        if (target.NeedsWholeLines && target.TurnOf(this) == LineTurn.Wait)
        {
            target.EndLines();
        }
    }

    /// <summary>Writes what waits for the end of its line, and ends that line where another may follow.</summary>
    public void Finish(OutputTarget target)
    {
        if (_carried > 0)
        {
            Put(target, _buffer.AsSpan(0, _carried));
            _carried = 0;
            spool.Shorten([]);
        }

        if (target.NeedsWholeLines || target.Shaper is not null)
        {
            target.EndLines();
            _lineStart = LineStart.New;
        }
    }

    /// <summary>Writes what waits for the end of its line, and ends it; does nothing when nothing waits.</summary>
    public void Save(OutputTarget target)
    {
        if (_carried > 0)
        {
            Finish(target);
        }
    }

    /// <summary>After a loss: drops the rest of the line that was torn, and says how much was lost.</summary>
    /// <returns>Where in the buffer a line begins; its end when none does.</returns>
    private int Mend(OutputTarget target, int held)
    {
        var from = _buffer.AsSpan(0, held).IndexOf((byte)'\n') + 1;

        // As long as the disk is full the torn line cannot be ended either, and nothing may follow on it.
        var goesOn = from > 0 && target.EndLines();
        target.First.Losses.Add(goesOn ? from : held);
        spool.Pass(goesOn ? from : held);
        if (!goesOn)
        {
            return held;
        }

        _lineStart = LineStart.New;
        _flow = Flow.Whole;
        if (Environment.TickCount64 - _lastNotice >= NoticeMilliseconds)
        {
            _lastNotice = Environment.TickCount64;
            target.TellLosses();
        }

        return from;
    }

    private void Put(OutputTarget target, ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            var taken = spool.PieceOf(text.Length);
            var shaped = text[..taken];
            if (target.Shaper is { } shaper)
            {
                // Whose line a file ends with is known only of a file that nobody else writes to; that it is known from the file itself
                // holds over the death of a daemon.
                var start = target.NeedsWholeLines ? _lineStart : target.First.Lines.IsWithin() ? LineStart.Within : LineStart.New;
                shaped = shaper.Shape(shaped, start, out taken);
            }

            _lineStart = text[taken - 1] == (byte)'\n' ? LineStart.New : LineStart.Within;
            spool.Begin(text[..taken]);
            text = text[taken..];
            var result = target.Write(shaped, this, spool);
            spool.Pass(taken);
            if (result == MoveResult.Dropped)
            {
                // The rest would be dropped for the same reason, or begin within a line that was not written.
                _flow = Flow.Broken;
                target.First.Losses.Add(text.Length);
                spool.Pass(text.Length);
                return;
            }
        }
    }

    /// <summary>Takes what left the pipe under an earlier daemon.</summary>
    private int Recall(OutputTarget target)
    {
        var got = spool.Recall(_buffer.AsSpan(_carried));
        if (got == 0)
        {
            target.First.Losses.Add(spool.GiveUp());
        }

        return got;
    }
}
