namespace ActorPm.Core.Ecosystem;

/// <summary>
/// Finds what Akka's HOCON parser does not survive. Within a list it passes over nothing that it does not expect: it adds empty values for ever, until the memory is full.
/// <c>[127.0.0.1:80]</c> and <c>[*.js]</c> are such lists, and so is one with an object that is not as it should be, since the parser loses its place in that. So whatever is in a
/// list has to be HOCON by the book; outside of lists the parser goes on somehow. Three quotes it knows at the beginning of a value only; elsewhere they are an empty text and the
/// beginning of another one, so that what follows may be such a list though it looks like a text. Of a substitution it reads a path, and passes over the next letter, whichever
/// that is; one that is never closed it never leaves.
/// </summary>
public static class HoconLists
{
    /// <summary>The first mistake as a sentence with its line; null when there is none.</summary>
    public static string? Mistake(string text) => new HoconReader(text).Read();
}
