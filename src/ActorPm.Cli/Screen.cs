using System.Text;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>Whether progress and tables are shown.</summary>
internal enum Talk
{
    Normal,

    /// <summary>Tables and data, no progress.</summary>
    Quiet,

    /// <summary>Data alone.</summary>
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
        if (talk is not Talk.Silent)
        {
            Data(text);
        }
    }

    /// <summary>Writes the list as a table that fits its place.</summary>
    public void AppTable(IReadOnlyList<InstanceView> sorted)
    {
        if (talk is not Talk.Silent)
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
            Say(sentence);
        }
    }

    /// <summary>Says it without a mark before it.</summary>
    public void Hint(string sentence)
    {
        if (talk is Talk.Normal)
        {
            ErrorLine(InTheWordsOfTheCaller(sentence));
        }
    }

    /// <summary>Says what the user must know however little is to be said.</summary>
    public void Say(string sentence) => ErrorLine($"[{Mark}] {InTheWordsOfTheCaller(sentence)}");

    /// <summary>Warns of what the user may not expect.</summary>
    public void Warn(string sentence) => ErrorLine($"[{Mark}][WARN] {InTheWordsOfTheCaller(sentence)}");

    /// <summary>Says why the command failed.</summary>
    public void Error(string sentence) => ErrorLine($"[{Mark}][ERROR] {InTheWordsOfTheCaller(sentence)}");

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

    private string Mark => host.IsPm2 ? "PM2" : "apm";

    // Whoever types pm2 is told to type pm2: commands in sentences stand between backticks.
    private string InTheWordsOfTheCaller(string sentence) =>
        host.IsPm2 ? sentence.Replace("`apm ", "`pm2 ", StringComparison.Ordinal) : sentence;
}
