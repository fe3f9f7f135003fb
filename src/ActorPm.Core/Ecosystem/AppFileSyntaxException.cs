namespace ActorPm.Core.Ecosystem;

/// <summary>The text of an app file is not what its kind asks for.</summary>
public sealed class AppFileSyntaxException(string message) : Exception(message)
{
    /// <summary>A mistake at a place.</summary>
    /// <param name="language">What the text should have been, as <c>JSON</c>.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1.</param>
    /// <param name="cause">What is wrong there.</param>
    public static AppFileSyntaxException At(string language, long line, long column, string cause) =>
        new($"not {language} at line {line}, column {column}: {cause}");
}
