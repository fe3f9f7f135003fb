using System.CommandLine;
using System.Text;

namespace ActorPm.Cli;

/// <summary>Usage and help, from the commands' own grammar.</summary>
internal static class HelpText
{
    public const string Usage =
        """
        usage: apm [options] <command>

          apm start app.js             start a program and keep it running
          apm list                     show all apps
          apm logs                     show what they print
          apm stop|restart|delete NAME stop, restart, remove an app
          apm --help                   show all commands
          apm <command> --help         show a command's options
        """;

    public static string OfProgram()
    {
        var rows = new List<(string, string)>();
        foreach (var verb in VerbTable.All)
        {
            var command = verb.Create();
            rows.Add(($"{string.Join('|', verb.Names)} {command.Arguments}".TrimEnd(), command.Grammar.Description!));
        }

        var text = new StringBuilder("usage: apm [options] <command>\n\ncommands:\n");
        Append(text, rows);
        text.Append("\noptions of every command:\n");
        var grammar = new Command("apm");
        new GlobalOptions().AddTo(grammar);
        Append(text, OptionRows(grammar));
        return text.Append("\n`apm <command> --help` shows a command's options.\n").ToString();
    }

    public static string Of(CliCommand command)
    {
        var text = new StringBuilder($"usage: apm {command.Grammar.Name} [options] {command.Arguments}".TrimEnd())
            .Append("\n\n").Append(command.Grammar.Description).Append("\n\noptions:\n");
        Append(text, OptionRows(command.Grammar));
        return text.ToString();
    }

    /// <summary>An option's names and value: <c>-n, --name &lt;name&gt;</c>.</summary>
    public static string Names(Option option)
    {
        var names = option.Aliases.Append(option.Name).OrderBy(name => name.Length);
        var text = string.Join(", ", names);
        return option.HelpName is { } value ? $"{text} <{value}>" : text;
    }

    private static List<(string, string)> OptionRows(Command grammar) =>
        [.. grammar.Options.Where(option => !option.Hidden).Select(option => (Names(option), option.Description ?? ""))];

    private static void Append(StringBuilder text, List<(string Left, string Right)> rows)
    {
        var width = rows.Max(row => row.Left.Length);
        foreach (var (left, right) in rows)
        {
            text.Append("  ").Append(left.PadRight(width)).Append("  ").Append(right).Append('\n');
        }
    }
}
