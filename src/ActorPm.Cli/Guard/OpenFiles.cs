using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The limit of open files: the guard takes all that it may, since it keeps those of every app; the daemon, and apps through it, get what the guard was given.</summary>
internal sealed unsafe class OpenFiles
{
    private readonly ResourceLimit _given;

    private OpenFiles(ResourceLimit given) => _given = given;

    /// <summary>Raises the guard's limit.</summary>
    public static OpenFiles Raise()
    {
        ResourceLimit limit;
        _ = getrlimit(RLIMIT_NOFILE, &limit);
        var given = new OpenFiles(limit);
        SetSoft(limit.Hard);
        return given;
    }

    /// <summary>Back to what was given, until disposed.</summary>
    public Lowered GiveBack()
    {
        SetSoft(_given.Soft);
        return new Lowered(_given.Hard);
    }

    private static void SetSoft(nuint soft)
    {
        ResourceLimit limit;
        _ = getrlimit(RLIMIT_NOFILE, &limit);
        limit.Soft = soft;
        // Up to the hard limit everybody may set it.
        _ = setrlimit(RLIMIT_NOFILE, &limit);
    }

    /// <summary>While a child is made.</summary>
    public readonly ref struct Lowered(nuint hard)
    {
        public void Dispose() => SetSoft(hard);
    }
}
