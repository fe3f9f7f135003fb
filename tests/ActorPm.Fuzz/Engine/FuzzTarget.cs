namespace ActorPm.Fuzz.Engine;

/// <summary>A target that is one function.</summary>
/// <param name="name">See <see cref="IFuzzTarget.Name"/>.</param>
/// <param name="words">See <see cref="IFuzzTarget.Words"/>.</param>
/// <param name="run">See <see cref="IFuzzTarget.Run"/>.</param>
internal sealed class FuzzTarget(string name, IReadOnlyList<string> words, Action<ReadOnlyMemory<byte>> run) : IFuzzTarget
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => words;

    /// <summary>See <see cref="IFuzzTarget.LongestInput"/>.</summary>
    public int LongestInput { get; init; } = 8 * 1024;

    /// <summary>See <see cref="IFuzzTarget.MostAllocated"/>.</summary>
    public long BytesPerByte { get; init; } = 4096;

    /// <inheritdoc/>
    public long MostAllocated(int length) => (16L * 1024 * 1024) + (BytesPerByte * length);

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input) => run(input);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
