using System.CommandLine;
using System.Globalization;

namespace ActorPm.Cli.Commands;

/// <summary><c>--canary 25%</c>: how much of an app is replaced before the user decides.</summary>
internal sealed class CanaryOption
{
    private readonly Option<string[]> _share = Options.Value("--canary", "share", "replace this share of the instances (25%), then wait for `apm promote` or `apm rollback`");

    /// <param name="grammar">The verb's grammar.</param>
    public CanaryOption(Command grammar) => grammar.Options.Add(_share);

    /// <summary>The share in percent; null when none is given.</summary>
    /// <exception cref="UsageFailure">It is none.</exception>
    public int? Percent(Invocation call)
    {
        if (call.Value(_share) is not { } text)
        {
            return null;
        }

        return int.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is >= 1 and <= 99
            ? percent
            : throw new UsageFailure($"--canary takes a share from 1% to 99%, not '{text}'");
    }
}
