using ActorPm.Core.Logs;

namespace ActorPm.Processes.Output;

/// <summary>The limits that all log files of a daemon obey, and whom they tell when they have come to one.</summary>
internal sealed class LogBounds
{
    private Rules _rules;

    public LogBounds(LogLimits? limits, string home, TimeProvider clock)
    {
        Home = home;
        Clock = clock;
        _rules = RulesOf(limits);
    }

    /// <summary>The daemon's home.</summary>
    public string Home { get; }

    /// <summary>Gives the time and the time zone.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The limits; null when there are none.</summary>
    public LogLimits? Limits => Volatile.Read(ref _rules).Limits;

    /// <summary>What all logs may take together, in bytes; 0 means without limit.</summary>
    public long HomeBudget => Volatile.Read(ref _rules).HomeBudget;

    /// <summary>The smallest of the budgets, in bytes; <see cref="long.MaxValue"/> when nothing is limited.</summary>
    public long LeastBudget => Volatile.Read(ref _rules).LeastBudget;

    /// <summary>What was rotated and is not counted yet.</summary>
    public KeeperLag Lag { get; } = new();

    /// <summary>A log of this size is rotated; <see cref="long.MaxValue"/> when none is.</summary>
    public long SizeLimit => Volatile.Read(ref _rules).SizeLimit;

    /// <summary>Called when a log was rotated or there is too little space; any thread, and quick.</summary>
    public Action<BoundReached> Reached { get; set; } = _ => { };

    /// <summary>From now on other limits hold.</summary>
    public void Apply(LogLimits limits) => Volatile.Write(ref _rules, RulesOf(limits));

    private Rules RulesOf(LogLimits? limits)
    {
        if (limits is null)
        {
            return new Rules(null, 0, long.MaxValue, long.MaxValue);
        }

        var budget = limits.HomeBudget(Native.FreeSpace.Of(Home)?.TotalBytes ?? 0);
        var size = limits.SizeLimit(budget);
        var least = Math.Min(budget > 0 ? budget : long.MaxValue, limits.AppBytes > 0 ? limits.AppBytes : long.MaxValue);
        return new Rules(limits, budget, size == 0 ? long.MaxValue : size, least);
    }

    private sealed record Rules(LogLimits? Limits, long HomeBudget, long SizeLimit, long LeastBudget);
}

/// <summary>What a log file has come to.</summary>
internal enum BoundReached
{
    /// <summary>It was rotated: there is one more file to count.</summary>
    Rotated,

    /// <summary>Its file system has less space left than it should: rotated files must go.</summary>
    NoSpace,
}
