using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Core.Apps;

/// <summary>
/// Finds what no program could be given: texts with a NUL character (execve(2) ends them there), missing elements of a list, variables
/// without a usable name. Such a request must not reach the journal.
/// </summary>
public static class AppRequestValidator
{
    /// <summary>All problems, in the order of the members; empty when there are none.</summary>
    public static IReadOnlyList<ControlError> Problems(AppRequest request)
    {
        var problems = new List<ControlError>();
        if (!Path.IsPathRooted(request.CallerDirectory))
        {
            problems.Add(Invalid($"The caller's directory '{request.CallerDirectory}' is not an absolute path."));
        }

        if (request.FileDirectory is { } beside && !Path.IsPathRooted(beside))
        {
            problems.Add(Invalid($"The app file's directory '{beside}' is not an absolute path."));
        }

        foreach (var (what, text) in ((string, string?)[])
        [
            ("target", request.Target), ("caller's directory", request.CallerDirectory), ("app file's directory", request.FileDirectory), ("name", request.Name), ("namespace", request.Namespace),
            ("working directory", request.Cwd), ("interpreter", request.Interpreter), ("out file", request.OutFile), ("error file", request.ErrorFile),
            ("instance variable", request.InstanceVariable), ("increment variable", request.IncrementVariable), ("cron pattern", request.CronRestart),
            ("time zone", request.CronTimeZone), ("user", request.User), ("group", request.Group), ("log file", request.LogFile),
            ("date format", request.LogDateFormat), ("pid file", request.PidFile), ("certificate", request.Proxy?.Cert), ("certificate's key", request.Proxy?.Key),
            ("access log", request.Proxy?.AccessLog), ("sign of readiness", request.ReadyOn), .. ProbeTexts("startup probe", request.StartupProbe),
            .. ProbeTexts("readiness probe", request.ReadinessProbe), .. ProbeTexts("liveness probe", request.LivenessProbe),
        ])
        {
            if (HasNul(text))
            {
                problems.Add(Invalid($"The {what} contains a NUL character, which no file or program can be given; remove it."));
            }
        }

        AddBadElements("arguments", request.Arguments, problems);
        AddBadElements("interpreter's arguments", request.InterpreterArguments, problems);
        AddBadElements("watched paths", request.WatchPaths, problems);
        AddBadElements("ignored paths", request.IgnoreWatch, problems);
        AddBadElements("watched extensions", request.WatchExtensions, problems);
        AddBadElements("filtered variables", request.Filter?.Names, problems);
        AddBadElements("filtered parts of variables", request.Filter?.Parts, problems);
        AddBadElements("sockets", request.Sockets, problems);
        AddBadElements("roles of nodes", request.PlacementRoles, problems);
        AddBadElements("apps to be apart from", request.PlacementApartFrom, problems);
        AddBadElements("proxy's addresses", request.Proxy?.Listen, problems);
        AddBadElements("remarks", request.Remarks?.Values.ToList(), problems);
        problems.AddRange(from remark in request.Remarks ?? new Dictionary<string, string>()
                          where remark.Value is not null && !IsJson(remark.Value)
                          select Invalid($"The remark {remark.Key} is no JSON."));
        AddBadVariables(request.CallerEnvironment, problems);
        AddBadVariables(request.Environment ?? new Dictionary<string, string>(), problems);
        return problems;
    }

    private static IEnumerable<(string What, string? Text)> ProbeTexts(string what, ProbeRequest? probe) =>
        [(what, probe?.Http), (what, probe?.Tcp), (what, probe?.Exec)];

    private static void AddBadElements(string what, IReadOnlyList<string>? texts, List<ControlError> problems)
    {
        if (texts?.Any(text => text is null || HasNul(text)) is true)
        {
            problems.Add(Invalid($"One of the {what} is missing or contains a NUL character; a program can be given neither."));
        }
    }

    private static void AddBadVariables(IReadOnlyDictionary<string, string> environment, List<ControlError> problems)
    {
        foreach (var (name, value) in environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || HasNul(name))
            {
                problems.Add(Invalid($"'{name}' cannot be the name of an environment variable: it is empty or contains '=' or a NUL character."));
            }
            else if (value is null || HasNul(value))
            {
                problems.Add(Invalid($"The environment variable {name} has no value or one with a NUL character; a program can be given neither."));
            }
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) is true;

    private static ControlError Invalid(string message) => new(ControlErrorCode.InvalidRequest, message);
}
