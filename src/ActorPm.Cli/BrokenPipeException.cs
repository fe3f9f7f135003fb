namespace ActorPm.Cli;

/// <summary>Whoever read standard output is gone (<c>apm logs | head</c>): there is nothing left to do.</summary>
internal sealed class BrokenPipeException : IOException
{
    public BrokenPipeException()
        : base("Nobody reads the output any more.")
    {
    }
}
