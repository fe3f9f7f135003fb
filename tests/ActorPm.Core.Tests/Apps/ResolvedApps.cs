using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Apps;

/// <summary>Requests on the way to specs, on a machine with a few programs.</summary>
internal static class ResolvedApps
{
    private static readonly FakeProgramProbe _probe = new FakeProgramProbe()
        .File("/usr/bin/node", ProgramKind.Binary)
        .File("/usr/bin/bun", ProgramKind.Binary)
        .File("/usr/bin/python3", ProgramKind.Binary)
        .File("/srv/web.js", ProgramKind.PlainFile)
        .File("/srv/web.py", ProgramKind.PlainFile);

    /// <summary>A request for a Node script, or another.</summary>
    public static AppRequest Request(string target = "web.js") => new()
    {
        Target = target, CallerDirectory = "/srv", CallerEnvironment = new Dictionary<string, string> { ["PATH"] = "/usr/bin", ["PORT"] = "1" },
    };

    /// <summary>The request of an app file with these fields, as JSON text without braces.</summary>
    public static AppRequest File(string fields, string script = "web.js")
    {
        var reading = EcosystemDocument.Read($$"""{"script": "{{script}}", {{fields}}}""", new EcosystemContext("/srv", Request().CallerEnvironment, null));
        Assert.Empty(reading.Problems);
        return Assert.Single(reading.Apps);
    }

    /// <summary>The spec of a request that is sound.</summary>
    public static AppSpec Spec(AppRequest request) => AppSpecResolver.Resolve(request, _probe, processors: 4) switch
    {
        ResolvedApp.Resolved resolved => resolved.Spec,
        ResolvedApp.Invalid invalid => throw new Xunit.Sdk.XunitException(string.Join(" ", invalid.Problems.Select(problem => problem.Message))),
        _ => throw new InvalidOperationException("Not an outcome."),
    };

    /// <summary>The changed spec.</summary>
    public static AppSpec Change(AppSpec spec, Func<AppRequest, AppRequest> change) =>
        Assert.IsType<ResolvedApp.Resolved>(AppSpecResolver.Change(spec, change(Changes))).Spec;

    /// <summary>What is wrong with a change.</summary>
    public static IReadOnlyList<string> ProblemsOfChange(AppSpec spec, Func<AppRequest, AppRequest> change) =>
        [.. Assert.IsType<ResolvedApp.Invalid>(AppSpecResolver.Change(spec, change(Changes))).Problems.Select(problem => problem.Message)];

    /// <summary>What is wrong with a request.</summary>
    public static IReadOnlyList<string> Problems(AppRequest request) =>
        [.. Assert.IsType<ResolvedApp.Invalid>(AppSpecResolver.Resolve(request, _probe, processors: 4)).Problems.Select(problem => problem.Message)];

    private static AppRequest Changes => Request("") with { CallerEnvironment = new Dictionary<string, string>() };
}
