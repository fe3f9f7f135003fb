namespace ActorPm.Fuzz.Engine;

/// <summary>
/// One place where bytes of somebody else come in. Whatever they are, <see cref="Run"/> ends within <see cref="Limit"/>, allocates no more than
/// <see cref="MostAllocated"/>, and throws nothing: it catches the refusal that the reader documents, and no other exception.
/// </summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>Its name on the command line, and of its directory of seeds.</summary>
    string Name { get; }

    /// <summary>Words that its inputs are made of; they are put in where chance would hardly find them.</summary>
    IReadOnlyList<string> Words => [];

    /// <summary>Inputs to begin with, beside those in the directory of seeds.</summary>
    IEnumerable<byte[]> Seeds => [];

    /// <summary>How much of the time of a run it gets; a reader of one line needs less than a whole daemon.</summary>
    int Weight => 1;

    /// <summary>Why it cannot run here; null when it can.</summary>
    string? Obstacle => null;

    /// <summary>The longest input that is tried, in bytes.</summary>
    int LongestInput => 32 * 1024;

    /// <summary>How long one input may take.</summary>
    TimeSpan Limit => TimeSpan.FromSeconds(5);

    /// <summary>The most bytes that may be allocated for an input, garbage included.</summary>
    long MostAllocated(int length) => (16L * 1024 * 1024) + (2048L * length);

    /// <summary>Makes what the inputs are given to, before the first.</summary>
    void Begin()
    {
    }

    /// <summary>Reads an input as the daemon does.</summary>
    void Run(ReadOnlyMemory<byte> input);
}
