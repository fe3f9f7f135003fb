using System.Text;
using ActorPm.Core.Logs;
using ActorPm.Daemon.Logs;
using ActorPm.Daemon.Views;
using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>Files that lie beside apps, or in the home, and are read by the daemon: <c>module_conf.json</c>, the files of a Git repository.</summary>
internal sealed class HomeFilesTarget : IFuzzTarget
{
    private static readonly string[] GitFiles = ["HEAD", "commondir", "packed-refs", "config", "logs/HEAD"];

    private readonly string _directory = Directory.CreateTempSubdirectory("apm-fuzz-").FullName;

    /// <inheritdoc/>
    public string Name => "home-files";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
        ["\f", "ref: refs/heads/main", "0123456789012345678901234567890123456789", "[remote \"origin\"]\nurl = https://u:p@h/x", "gitdir: ", "\tcommit: x", "../", "pm2-logrotate", "max_size", "retain", "compress", "rotateInterval", "10M", "true"];

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var settings = Path.Combine(_directory, "module_conf.json");
        File.WriteAllBytes(settings, input.Span);
        _ = ModuleSettings.Over(settings, LogLimits.Default(TimeZoneInfo.Utc));

        // A form feed between the files.
        var parts = Encoding.Latin1.GetString(input.Span).Split('\f');
        var repository = Directory.CreateDirectory(Path.Combine(_directory, "tree", ".git")).FullName;
        Directory.CreateDirectory(Path.Combine(repository, "logs"));
        for (var i = 0; i < GitFiles.Length; i++)
        {
            File.WriteAllBytes(Path.Combine(repository, GitFiles[i]), Encoding.Latin1.GetBytes(i < parts.Length ? parts[i] : ""));
        }

        _ = GitRevision.Find(Path.Combine(_directory, "tree"));
        Directory.Delete(repository, recursive: true);
        var link = Path.Combine(_directory, "tree", ".git");
        File.WriteAllBytes(link, Encoding.Latin1.GetBytes("gitdir: " + parts[0]));
        _ = GitRevision.Find(Path.Combine(_directory, "tree"));
        File.Delete(link);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
