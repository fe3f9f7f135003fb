using System.Text.Json;

namespace ActorPm.Fuzz.Engine;

/// <summary>Where the values and members of a JSON text stand, so that a mutation hits one of them and leaves the rest valid.</summary>
internal static class JsonSpans
{
    /// <summary>A piece of the text.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="End">Behind its last byte.</param>
    /// <param name="IsMember">Whether it is a key with its value, and not a value.</param>
    public readonly record struct Piece(int Start, int End, bool IsMember);

    /// <summary>All pieces, outer ones after inner ones; as many as there are before the text stops being JSON.</summary>
    public static List<Piece> Of(ReadOnlySpan<byte> text)
    {
        var pieces = new List<Piece>();
        var open = new Stack<int>();
        var keys = new Stack<int>();
        var key = -1;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
        try
        {
            while (reader.Read())
            {
                var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        key = start;
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(start);
                        keys.Push(key);
                        key = -1;
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        start = open.Pop();
                        key = keys.Pop();
                        break;
                    default:
                        break;
                }

                pieces.Add(new Piece(start, end, IsMember: false));
                if (key >= 0)
                {
                    pieces.Add(new Piece(key, end, IsMember: true));
                }

                key = -1;
            }
        }
        catch (JsonException)
        {
            // What stands before the mistake can be mutated all the same.
        }

        return pieces;
    }
}
