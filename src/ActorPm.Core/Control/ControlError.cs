using System.Text.Json.Serialization;

namespace ActorPm.Core.Control;

/// <summary>Why a command was not carried out, for a person and for a script.</summary>
/// <param name="Code">Which kind of reason.</param>
/// <param name="Message">One sentence that names the cause and the cure.</param>
public sealed record ControlError(ControlErrorCode Code, string Message)
{
    /// <summary>The exit code of <c>apm</c>: 1 for what PM2 calls an error, a number of its own for what PM2 does not have.</summary>
    [JsonIgnore]
    public int ExitCode => Code switch
    {
        ControlErrorCode.InvalidRequest or ControlErrorCode.NotFound or ControlErrorCode.ScriptNotFound
            or ControlErrorCode.InterpreterNotFound or ControlErrorCode.AlreadyRunning or ControlErrorCode.NameTaken
            or ControlErrorCode.NothingToDo or ControlErrorCode.InstanceFailed or ControlErrorCode.LogUnavailable or ControlErrorCode.ReloadInProgress => 1,
        ControlErrorCode.DaemonNotRunning => 3,
        ControlErrorCode.DaemonStartFailed => 4,
        ControlErrorCode.DaemonUnresponsive => 5,
        ControlErrorCode.ShuttingDown or ControlErrorCode.UpdateUnderWay => 6,
        ControlErrorCode.JournalUnavailable => 7,
        ControlErrorCode.ReloadFailed => 8,
        ControlErrorCode.UpdateRefused => 9,
        ControlErrorCode.UpdateFailed => 10,
        ControlErrorCode.ClusterRefused => 11,
        ControlErrorCode.AccessDenied => 12,
        ControlErrorCode.LoginRefused or ControlErrorCode.LoginLimited => 13,
        ControlErrorCode.HookFailed => 14,
        ControlErrorCode.Internal => 70,
        _ => throw new InvalidOperationException($"No exit code for {Code}."),
    };

    /// <summary>The HTTP status that carries this error.</summary>
    [JsonIgnore]
    public int HttpStatus => Code switch
    {
        ControlErrorCode.InvalidRequest => 400,
        ControlErrorCode.NotFound => 404,
        ControlErrorCode.ScriptNotFound or ControlErrorCode.InterpreterNotFound => 422,
        ControlErrorCode.AlreadyRunning or ControlErrorCode.NameTaken or ControlErrorCode.NothingToDo
            or ControlErrorCode.InstanceFailed or ControlErrorCode.ReloadInProgress or ControlErrorCode.ReloadFailed or ControlErrorCode.UpdateRefused or ControlErrorCode.ClusterRefused => 409,
        ControlErrorCode.DaemonNotRunning or ControlErrorCode.DaemonStartFailed or ControlErrorCode.ShuttingDown
            or ControlErrorCode.JournalUnavailable or ControlErrorCode.UpdateUnderWay => 503,
        ControlErrorCode.DaemonUnresponsive => 504,
        ControlErrorCode.AccessDenied => 403,
        ControlErrorCode.LoginRefused => 401,
        ControlErrorCode.LoginLimited => 429,
        ControlErrorCode.LogUnavailable or ControlErrorCode.UpdateFailed or ControlErrorCode.HookFailed or ControlErrorCode.Internal => 500,
        _ => throw new InvalidOperationException($"No HTTP status for {Code}."),
    };
}
