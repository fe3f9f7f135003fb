using ActorPm.Core.Control;
using ActorPm.Core.History;

namespace ActorPm.Core.Operators;

/// <summary>Carries out the verbs of the palettes.</summary>
public interface IOperatorWork
{
    /// <summary>Carries one out, and tells what comes of it line by line, as fast as the reader takes lines and no faster.</summary>
    /// <param name="call">What.</param>
    /// <param name="by">Who gave it.</param>
    /// <param name="cancellation">The reader has left.</param>
    /// <exception cref="RefusedException">It is refused, or fails, before or between lines.</exception>
    IAsyncEnumerable<string> RunAsync(OperatorCall call, CommandOrigin by, CancellationToken cancellation);
}
