namespace ActorPm.Processes.Output;

/// <summary>Where lines begin and end in one log. Takes the log's lock for each question.</summary>
internal sealed class LogLines(Lock gate, CurrentLog current, LogWaiters waiters)
{
    private readonly LineDebt _debt = new();

    /// <summary>Who wrote last. Under the log's lock.</summary>
    public object? LastWriter
    {
        set => _debt.LastWriter = value;
    }

    /// <summary>Whether the file ends within a line.</summary>
    public bool IsWithin()
    {
        lock (gate)
        {
            return IsUnfinished();
        }
    }

    /// <summary>A pipe is about to write whole lines: one that stands unfinished is left to another pipe that began it, or ended.</summary>
    /// <param name="writers">How many pipes write to the file.</param>
    public void Begin(int writers)
    {
        lock (gate)
        {
            if (IsUnfinished() && (writers < 2 || !_debt.Begin()))
            {
                Append("\n"u8);
            }
        }
    }

    /// <summary>What a pipe may write next to a file that it shares with others.</summary>
    /// <param name="writer">The pipe, as it is named to <see cref="LogFile.Write"/>.</param>
    public LineTurn TurnOf(object writer)
    {
        lock (gate)
        {
            if (!_debt.IsOpen)
            {
                return LineTurn.Begin;
            }

            var turn = IsUnfinished() ? _debt.TurnOf(writer) : LineTurn.Begin;
            if (turn == LineTurn.Begin)
            {
                EndUnfinished();
            }

            return turn;
        }
    }

    /// <summary>Makes sure that the next write begins a line: ends a line that was left unfinished, whosever it is.</summary>
    /// <returns>Whether it does; on a full disk a line cannot be ended.</returns>
    public bool End()
    {
        lock (gate)
        {
            EndUnfinished();
            return !IsUnfinished();
        }
    }

    /// <summary>Writes a line of the daemon's own. Not counted, since no app wrote it.</summary>
    public void Tell(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            if (current.IsOpen() && current.Log!.Way != WriteWay.WriteOn)
            {
                Append(line);
            }
        }
    }

    /// <summary>Nobody writes any more. Under the log's lock.</summary>
    public void Forget()
    {
        _debt.LastWriter = null;
        _debt.End();
    }

    private bool IsUnfinished() => current.IsOpen() && current.Log!.Way != WriteWay.WriteOn && !current.Log.EndsLine();

    private void EndUnfinished()
    {
        _debt.End();
        if (IsUnfinished())
        {
            Append("\n"u8);
        }
    }

    // Not counted, since no app wrote it.
    private void Append(ReadOnlySpan<byte> line)
    {
        if (current.Log!.Write(line, current.Log.End, out _) == 0)
        {
            waiters.Wake();
        }
    }
}
