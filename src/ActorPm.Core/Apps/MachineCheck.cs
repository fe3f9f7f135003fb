using System.Collections.Immutable;
using ActorPm.Core.Control;
using ActorPm.Core.Cron;

namespace ActorPm.Core.Apps;

/// <summary>Finds what a request asks of this machine that it cannot give: users that do not exist, times that never come.</summary>
/// <param name="cron">Reads cron patterns.</param>
/// <param name="users">The machine's users and groups.</param>
/// <param name="daemon">As whom the daemon runs.</param>
/// <param name="mayChangeUser">Whether it may start programs as somebody else.</param>
public sealed class MachineCheck(ICronCalendar cron, IUserDatabase users, UserIdentity daemon, bool mayChangeUser)
{
    // A pattern that is certainly right, to check a time zone that came alone.
    private const string AnyPattern = "0 0 * * *";

    /// <summary>Why limits of a process cannot be set, as a sentence; null, the result too, when they can.</summary>
    public Func<ResourceLimits, string?>? ProblemOfLimits { get; init; }

    /// <summary>Why limits of a whole tree cannot be kept, as part of a sentence; null, the result too, when they can.</summary>
    public Func<ResourceLimits, string?>? ProblemOfGroup { get; init; }

    /// <summary>All problems; empty when there are none.</summary>
    public ImmutableArray<ControlError> Problems(AppRequest request)
    {
        var problems = ImmutableArray.CreateBuilder<ControlError>();
        var pattern = request.CronRestart is { Length: > 0 } given and not "0" ? given : null;
        var zone = string.IsNullOrEmpty(request.CronTimeZone) ? null : request.CronTimeZone;
        if ((pattern is not null || zone is not null) && cron.ProblemOf(pattern ?? AnyPattern, zone) is { } problem)
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, problem));
        }

        if (request.User is not null || request.Group is not null)
        {
            if (!mayChangeUser)
            {
                problems.Add(new(ControlErrorCode.InvalidRequest, "To use --uid and --gid please run the daemon as root: another user may not change whom its programs run as."));
            }
            else if (UserIdentity.Find(new RunAs(request.User, request.Group), daemon, users) is UserSearch.Unknown unknown)
            {
                problems.Add(new(ControlErrorCode.InvalidRequest, unknown.Problem));
            }
        }

        // What is no limit at all is told by whoever applies the request.
        var limits = (request.Limits ?? new Dictionary<string, string>()).Aggregate(
            ResourceLimits.None, (soFar, limit) => LimitWords.With(soFar, limit.Key, limit.Value, out _) ?? soFar);
        if (ProblemOfLimits?.Invoke(limits) is { } unset)
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, unset));
        }

        // Only who asks is refused: an app that is on the list runs all the same, and describe says what does not hold.
        if (ProblemOfGroup?.Invoke(limits) is { } unkept)
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, $"The limits memory, memory_high, cpus and pids cannot be kept here: {unkept}."));
        }

        return problems.ToImmutable();
    }
}
