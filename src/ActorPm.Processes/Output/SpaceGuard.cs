using ActorPm.Core.Logs;

namespace ActorPm.Processes.Output;

/// <summary>Keeps one log from filling its file system: looks at the free space every so many written bytes. Used under its file's lock.</summary>
internal sealed class SpaceGuard(LogBounds bounds)
{
    /// <summary>How long output is dropped before the next look, in milliseconds.</summary>
    private const int LookMilliseconds = 100;

    private SpaceVerdict _verdict = SpaceVerdict.Writing;
    private long _leash;
    private long _nextLook;

    /// <summary>Why output is dropped, for the notice that follows.</summary>
    public string? Reason { get; private set; }

    /// <summary>How many bytes may be written before the space is to be looked at again.</summary>
    public long Leash => _leash;

    /// <summary>Whether the log may be written.</summary>
    public SpaceVerdict Judge(OpenLog log)
    {
        if (_leash <= 0 && (_verdict == SpaceVerdict.Writing || Environment.TickCount64 >= _nextLook))
        {
            Look(log);
        }

        return _verdict;
    }

    /// <summary>So much was written.</summary>
    public void Spend(long bytes) => _leash -= bytes;

    /// <summary>The next write looks at the space first: another file is written now.</summary>
    public void Renew() => _leash = Math.Min(_leash, 0);

    private void Look(OpenLog log)
    {
        if (bounds.Limits is not { } limits || log.Way == WriteWay.WriteOn || log.Space() is not { } space)
        {
            (_leash, _verdict) = (long.MaxValue / 2, SpaceVerdict.Writing);
            return;
        }

        _leash = limits.Floor.Leash(space.FreeBytes, space.TotalBytes, _verdict);
        if (_leash > 0)
        {
            _verdict = SpaceVerdict.Writing;
            return;
        }

        _verdict = SpaceVerdict.Dropping;
        _nextLook = Environment.TickCount64 + LookMilliseconds;
        Reason = $"less than {limits.Floor.Of(space.TotalBytes)} bytes of the file system were free";
        bounds.Reached(BoundReached.NoSpace);
    }
}
