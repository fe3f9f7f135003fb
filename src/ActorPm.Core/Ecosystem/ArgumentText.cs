using System.Text;

namespace ActorPm.Core.Ecosystem;

/// <summary>Splits a text of arguments at blanks, as PM2 does: single and double quotes keep blanks together.</summary>
public static class ArgumentText
{
    /// <summary>The arguments of a text; a quote that is never closed ends with the text.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        var inArgument = false;
        var quote = '\0';

        foreach (var character in text)
        {
            if (quote != '\0')
            {
                if (character == quote)
                {
                    quote = '\0';
                }
                else
                {
                    current.Append(character);
                }
            }
            else if (character is '"' or '\'')
            {
                quote = character;
                inArgument = true;
            }
            else if (!char.IsWhiteSpace(character))
            {
                current.Append(character);
                inArgument = true;
            }
            else if (inArgument)
            {
                arguments.Add(current.ToString());
                current.Clear();
                inArgument = false;
            }
        }

        if (inArgument)
        {
            arguments.Add(current.ToString());
        }

        return arguments;
    }
}
