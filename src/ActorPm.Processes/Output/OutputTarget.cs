using System.Globalization;
using System.Text;

namespace ActorPm.Processes.Output;

/// <summary>Where the bytes of a pipe go, and in which shape.</summary>
/// <param name="Files">One or two: the output's own file, and the app's combined one.</param>
/// <param name="Shaper">Brings lines into shape; null leaves them as they are.</param>
/// <param name="Plan">What the shaper was made of.</param>
internal sealed record OutputTarget(IReadOnlyList<LogFile> Files, LineShaper? Shaper, OutputPlan Plan)
{
    /// <summary>The file that decides what may be done without copying.</summary>
    public LogFile First => Files[0];

    /// <summary>Whether a line is held back until its feed has come: others write to a file as well, or the line is an object.</summary>
    public bool NeedsWholeLines => Files.Count > 1 || First.Writers > 1 || Plan.Shape == LineShape.Json;

    /// <summary>Whether bytes may go from the pipe to the file as they are.</summary>
    public bool IsPlain => Shaper is null && Files.Count == 1 && First.Writers == 1;

    /// <summary>Whether nothing should be written for a moment, see <see cref="KeeperLag"/>.</summary>
    public bool IsHeld => First.IsHeld || (Files.Count > 1 && Files[1].IsHeld);

    /// <summary>Writes shaped text to all files.</summary>
    /// <param name="text">What to write.</param>
    /// <param name="writer">Who writes it.</param>
    /// <param name="spool">Where the text stands until it is written, and which files lack it.</param>
    /// <returns>What came of it in the worst case.</returns>
    public MoveResult Write(ReadOnlySpan<byte> text, object writer, LineSpool spool)
    {
        var result = MoveResult.Moved;
        for (var log = 0; log < Files.Count; log++)
        {
            if (spool.Turn(log) && Files[log].Write(text, writer, spool) == MoveResult.Dropped)
            {
                result = MoveResult.Dropped;
            }
        }

        return result;
    }

    /// <summary>Before the first byte: where only whole lines or objects may stand, one that was left unfinished is ended.</summary>
    public void BeginLines()
    {
        if (NeedsWholeLines)
        {
            foreach (var file in Files)
            {
                file.Lines.Begin(file.Writers);
            }
        }
    }

    /// <summary>After a piece of a line that is too long to be held back: others leave the end of their files to its rest.</summary>
    public void KeepLine()
    {
        foreach (var file in Files)
        {
            if (file.Writers > 1)
            {
                file.Lines.Begin(file.Writers);
            }
        }
    }

    /// <summary>What a pipe may write next.</summary>
    /// <param name="writer">The pipe, as it is named to <see cref="Write"/>.</param>
    public LineTurn TurnOf(object writer)
    {
        var turn = First.Lines.TurnOf(writer);
        for (var i = 1; i < Files.Count && turn == LineTurn.Begin; i++)
        {
            turn = Files[i].Lines.TurnOf(writer);
        }

        return turn;
    }

    /// <summary>Ends the lines that were left unfinished.</summary>
    /// <returns>Whether all files go on with a new line.</returns>
    public bool EndLines()
    {
        var ended = true;
        foreach (var file in Files)
        {
            ended &= file.Lines.End();
        }

        return ended;
    }

    /// <summary>Writes into each file that lost output how much it lost, and why.</summary>
    public void TellLosses()
    {
        foreach (var file in Files)
        {
            if (file.Losses.Take() is var (bytes, reason))
            {
                ReadOnlySpan<byte> notice = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"apm: {bytes} bytes of output were dropped here: {reason}.\n"));
                file.Lines.Tell(Shaper is { } shaper ? shaper.Shape(notice, LineStart.New, out _) : notice);
            }
        }
    }
}
