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

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input) => run(input);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
