namespace ActorPm.Core.Control;

/// <summary>A request is refused: carries the error from wherever it is found to the one place that writes it.</summary>
public sealed class RefusedException(ControlError error) : Exception(error.Message)
{
    /// <summary>With a code and a sentence.</summary>
    public RefusedException(ControlErrorCode code, string message)
        : this(new ControlError(code, message))
    {
    }

    /// <summary>What the caller is told.</summary>
    public ControlError Error { get; } = error;
}
