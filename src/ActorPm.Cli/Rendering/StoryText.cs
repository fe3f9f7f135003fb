using System.Text;
using ActorPm.Core.History;

namespace ActorPm.Cli.Rendering;

/// <summary>The story of an instance as text: how it stands, and below it what led to that, each cause one step further in the past.</summary>
internal static class StoryText
{
    /// <summary>The text, with a line feed at the end of each line.</summary>
    public static string Of(InstanceStory story, Palette palette)
    {
        var text = new StringBuilder();
        for (var index = 0; index < story.Sentences.Count; index++)
        {
            var style = index == 0 ? TextStyle.Heading : TextStyle.Plain;
            text.Append(index == 0 ? "" : "  ← ").Append(palette.Open(style)).Append(story.Sentences[index]).Append(palette.Close(style)).Append('\n');
        }

        if (story.LastLines.Count > 0)
        {
            text.Append("  Its last lines:\n");
            foreach (var line in story.LastLines)
            {
                text.Append("    | ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }
}
