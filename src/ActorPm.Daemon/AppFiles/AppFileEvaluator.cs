using ActorPm.Core.Ecosystem;

namespace ActorPm.Daemon.AppFiles;

/// <summary><c>apmd app-file</c>: evaluates one app file for <c>apm</c> in a process of its own, as <see cref="AppFileEvaluation"/> says.</summary>
internal static class AppFileEvaluator
{
    /// <summary>Prints the mark and the file's root as JSON; or what is wrong, on standard error.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="mark">What is printed before the result.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string path, string mark)
    {
        try
        {
            var json = EcosystemFile.KindOf(path) is EcosystemFileKind.Hocon ? HoconAppFile.Read(path) : JavaScriptAppFile.Read(path);
            Console.Out.Write(mark + json);
            Console.Out.Flush();
            return 0;
        }
        catch (Exception e) when (e is AppFileSyntaxException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
