namespace ActorPm.Cli.Programs;

/// <summary>A program to run, its arguments passed one by one: no shell looks at them.</summary>
/// <param name="Program">A name to find in PATH, or a path.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ProgramCall(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs, absolute; null means where <c>apm</c> was called.</summary>
    public string? Directory { get; init; }

    /// <summary>The call as a person would type it.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(ShellText.Word));
}
