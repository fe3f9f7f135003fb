namespace ActorPm.Processes.Output;

/// <summary>
/// Whose unfinished line a log ends with, when a second pipe begins to write to it: the first may finish its line before the second writes
/// one. Used under its log's lock.
/// </summary>
internal sealed class LineDebt
{
    /// <summary>How long others wait for the end of the line, in milliseconds. Then it is cut: it may be a prompt that never ends.</summary>
    private const int PatienceMilliseconds = 250;

    private object? _debtor;
    private long _until;

    /// <summary>Who wrote last, as long as one pipe alone writes.</summary>
    public object? LastWriter { get; set; }

    /// <summary>The line at the end is to be finished by whoever wrote last.</summary>
    /// <returns>Whether there is one who can.</returns>
    public bool Begin()
    {
        if (_debtor is null && LastWriter is not null)
        {
            _debtor = LastWriter;
            _until = Environment.TickCount64 + PatienceMilliseconds;
        }

        return _debtor is not null;
    }

    /// <summary>Nobody has to finish anything.</summary>
    public void End() => _debtor = null;

    /// <summary>Whether some pipe is to finish the line.</summary>
    public bool IsOpen => _debtor is not null;

    /// <summary>What a writer may do at the end of the file; asked only while the debt is open.</summary>
    public LineTurn TurnOf(object writer) =>
        writer == _debtor ? LineTurn.Finish : Environment.TickCount64 < _until ? LineTurn.Wait : LineTurn.Begin;
}

/// <summary>What a pipe may do at the end of a shared file.</summary>
internal enum LineTurn
{
    /// <summary>Begin a line.</summary>
    Begin,

    /// <summary>Finish the line that stands there: it is this pipe's.</summary>
    Finish,

    /// <summary>Nothing yet: the line that stands there is another pipe's.</summary>
    Wait,
}
