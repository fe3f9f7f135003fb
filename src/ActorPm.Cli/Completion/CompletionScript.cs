namespace ActorPm.Cli.Completion;

/// <summary>
/// What a shell must be told to complete words of <c>apm</c>. Each asks <c>apm completion -- WORDS…</c> with npm's and PM2's variables
/// <c>COMP_CWORD</c>, <c>COMP_LINE</c> and <c>COMP_POINT</c>, so that new verbs and apps are known at once.
/// </summary>
internal static class CompletionScript
{
    /// <summary>The shells.</summary>
    public static readonly IReadOnlyList<string> Shells = ["bash", "zsh", "fish"];

    /// <summary>The script for a shell.</summary>
    /// <param name="shell">One of <see cref="Shells"/>.</param>
    /// <param name="program">The name that is typed: <c>apm</c> or <c>pm2</c>.</param>
    public static string Of(string shell, string program)
    {
        var body = shell switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            _ => throw new InvalidOperationException($"No script for {shell}."),
        };
        return $"{Begin(program)}\n{body.Replace("PROGRAM", program, StringComparison.Ordinal)}{End(program)}\n";
    }

    /// <summary>The line before the script in a shell's start file.</summary>
    public static string Begin(string program) => $"###-begin-{program}-completion-###";

    /// <summary>The line after it.</summary>
    public static string End(string program) => $"###-end-{program}-completion-###";

    private const string Bash =
        """
        _PROGRAM_completion() {
          local IFS=$'\n'
          COMPREPLY=($(COMP_CWORD="$COMP_CWORD" COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" PROGRAM completion -- "${COMP_WORDS[@]}" 2>/dev/null))
        }
        complete -o default -F _PROGRAM_completion PROGRAM

        """;

    private const string Zsh =
        """
        _PROGRAM_completion() {
          local -a found
          found=("${(@f)$(COMP_CWORD=$((CURRENT - 1)) COMP_LINE="$BUFFER" COMP_POINT="$CURSOR" PROGRAM completion -- "${words[@]}" 2>/dev/null)}")
          compadd -- ${found:#} || _files
        }
        (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
        compdef _PROGRAM_completion PROGRAM

        """;

    private const string Fish =
        """
        function __PROGRAM_completion
          set -l before (commandline -opc)
          set -l current (commandline -ct)
          env COMP_CWORD=(count $before) COMP_LINE=(commandline -p | string collect) COMP_POINT=(commandline -C) PROGRAM completion -- $before "$current" 2>/dev/null
        end
        complete -c PROGRAM -a '(__PROGRAM_completion)'

        """;
}
