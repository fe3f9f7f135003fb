using System.Text;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>Whether progress and tables are shown.</summary>
internal enum Talk
{
    Normal,
    Silent,
}

/// <summary>Where a command's words go: data to standard output, everything else to standard error.</summary>
internal sealed class Screen(CliHost host, Talk talk, Palette palette)
{
    /// <summary>The colours for standard output.</summary>
    public Palette Palette => palette;

    /// <summary>Writes data as it is.</summary>
    public void Data(string text) => host.Output.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes data that <c>--silent</c> leaves out.</summary>
    public void Table(string text)
    {
        if (talk is Talk.Normal)
        {
            Data(text);
        }
    }

    /// <summary>Writes the list as a table that fits its place.</summary>
    public void AppTable(IReadOnlyList<InstanceView> sorted)
    {
        if (talk is Talk.Normal)
        {
            var now = host.Clock.GetUtcNow();
            Data(host.TerminalWidth is { } width
                ? Rendering.AppTable.Fitting(sorted, now, palette, width)
                : Rendering.AppTable.Full(sorted, now, palette));
        }
    }

    /// <summary>Says what goes on.</summary>
    public void Progress(string sentence)
    {
        if (talk is Talk.Normal)
        {
            ErrorLine("[apm] " + sentence);
        }
    }

    /// <summary>Says it without a mark before it.</summary>
    public void Hint(string sentence)
    {
        if (talk is Talk.Normal)
        {
            ErrorLine(sentence);
        }
    }

    /// <summary>Warns of what the user may not expect.</summary>
    public void Warn(string sentence) => ErrorLine("[apm][WARN] " + sentence);

    /// <summary>Says why the command failed.</summary>
    public void Error(string sentence) => ErrorLine("[apm][ERROR] " + sentence);

    /// <summary>Writes one line to standard error.</summary>
    public void ErrorLine(string line)
    {
        try
        {
            host.Error.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (IOException)
        {
            // Standard error is closed: nobody wants to know, and the exit code still tells.
        }
    }
}
