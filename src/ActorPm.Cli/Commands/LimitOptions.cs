using System.CommandLine;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that bound an app's processes.</summary>
internal sealed class LimitOptions : IAppOptionGroup
{
    private readonly Option<string[]> _limit = Options.Value(
        "--limit", "name=value", "a limit, repeatable: nofile, nproc, core, fsize, stack, memlock, cpu, as of a process (nofile=65536, core=unlimited, nofile=1024:65536); memory=512M, memory_high, cpus=1.5, pids=100 of its whole tree; =default takes one back");

    private readonly Option<string[]> _umask = Options.Value("--umask", "octal", "the permissions that new files do not get, such as 0027");
    private readonly Option<string[]> _nice = Options.Value("--nice", "number", "-20 (first) to 19 (last)");
    private readonly Option<bool> _noNewPrivileges = Options.Flag("--no-new-privs", "no program that the app executes gains privileges (setuid, file capabilities)");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_limit, _umask, _nice, _noNewPrivileges];

    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems)
    {
        var limits = new Dictionary<string, string>(request.Limits ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var word in call.Values(_limit))
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                problems.Add($"--limit '{word}' is not of the form name=value; write for example --limit nofile=65536.");
            }
            else
            {
                Add(word[..at], word[(at + 1)..]);
            }
        }

        if (call.Value(_umask) is { } umask)
        {
            Add(LimitWords.Umask, umask);
        }

        if (call.Value(_nice) is { } nice)
        {
            Add(LimitWords.Nice, nice);
        }

        if (call.Has(_noNewPrivileges))
        {
            Add(LimitWords.NoNewPrivileges, "true");
        }

        return limits.Count == 0 ? request : request with { Limits = limits };

        void Add(string name, string value)
        {
            if (LimitWords.With(ResourceLimits.None, name, value, out var problem) is null)
            {
                problems.Add(problem);
            }

            limits[name] = value;
        }
    }
}
