using System.Globalization;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos;

/// <summary>What a run is to do.</summary>
/// <param name="Seed">Gives the plan of faults and the commands.</param>
/// <param name="Folder">Where <c>apm</c> and <c>apmd</c> lie.</param>
/// <param name="Apps">How many apps run all the time.</param>
/// <param name="Kills">A plan of so many kills of the daemon and nothing else; 0 for another plan.</param>
/// <param name="Updates">A plan of so many updates, each tenth to a broken binary; 0 for another plan.</param>
/// <param name="Length">How long a plan of mixed faults takes.</param>
/// <param name="Faults">Which faults a mixed plan is made of.</param>
internal sealed record ChaosOptions(int Seed, string Folder, int Apps, int Kills, int Updates, TimeSpan Length, IReadOnlyList<FaultKind> Faults)
{
    /// <summary>What each argument means, for whoever mistypes one.</summary>
    public const string Usage =
        "dotnet run --project tests/ActorPm.Chaos -- [--seed N] [--apm DIR] [--apps 20] [--kills N | --updates N | --seconds N [--faults KillDaemon,FillDisk,…]]";

    /// <summary>Mixed faults for a minute and a half, with a few apps.</summary>
    public static ChaosOptions Short(int seed) => new(seed, Programs.Folder, 7, 0, 0, TimeSpan.FromSeconds(60), Enum.GetValues<FaultKind>());

    /// <summary>Reads the arguments of a long run.</summary>
    /// <exception cref="FormatException">They cannot be read; the message says why.</exception>
    public static ChaosOptions Parse(IReadOnlyList<string> arguments, int anySeed)
    {
        var options = Short(anySeed) with { Apps = 20, Length = TimeSpan.FromMinutes(10) };
        for (var at = 0; at < arguments.Count; at += 2)
        {
            if (at + 1 == arguments.Count)
            {
                throw new FormatException($"{arguments[at]} wants a value.");
            }

            var value = arguments[at + 1];
            options = arguments[at] switch
            {
                "--seed" => options with { Seed = Number(value) },
                "--apm" => options with { Folder = Path.GetFullPath(value) },
                "--apps" => options with { Apps = Number(value) },
                "--kills" => options with { Kills = Number(value) },
                "--updates" => options with { Updates = Number(value) },
                "--seconds" => options with { Length = TimeSpan.FromSeconds(Number(value)) },
                "--faults" => options with { Faults = [.. value.Split(',').Select(Fault)] },
                var unknown => throw new FormatException($"{unknown} is not known."),
            };
        }

        return options;
    }

    /// <summary>The command that makes the same plan again.</summary>
    public string Replay()
    {
        var plan = Kills > 0 ? $"--kills {Kills}" : Updates > 0 ? $"--updates {Updates}" : $"--seconds {Length.TotalSeconds:0} --faults {string.Join(',', Faults)}";
        return string.Create(CultureInfo.InvariantCulture, $"dotnet run --project tests/ActorPm.Chaos -- --seed {Seed} --apps {Apps} {plan} --apm {Folder}");
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"{text} is not a number.");

    private static FaultKind Fault(string text) => Enum.TryParse<FaultKind>(text, ignoreCase: true, out var fault)
        ? fault : throw new FormatException($"{text} is no fault; there are {string.Join(", ", Enum.GetNames<FaultKind>())}.");
}
