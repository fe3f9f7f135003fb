using System.Diagnostics;

namespace ActorPm.EndToEnd.Tests;

/// <summary>The archive and the Debian package of the published folder, the latter as dpkg installs, upgrades and removes it, in a directory of its own.</summary>
public sealed class PackageSpecs
{
    private const string Newer = "99.0.1-rc1";

    [SkippableFact(Timeout = 300_000)]
    public async Task Apps_go_on_while_the_package_is_installed_upgraded_and_removed()
    {
        var folder = Published();
        Skip.IfNot(Environment.UserName == "root", "Only root may install a package.");
        await using var apm = new Apm();
        var root = MakeRoot(apm.Work);
        var first = await PackageAsync(folder, apm.Work, "deb");
        var version = Path.GetFileName(first).Split('_')[1];
        var fields = await RunAsync("dpkg-deb", "--field", first, "Package", "Version", "Depends");
        Assert.Contains("libssl3", fields, StringComparison.Ordinal);

        await DpkgAsync(root, "--install", first);

        var programs = Path.Combine(root, "usr/lib/actorpm");
        Assert.Equal(version, new FileInfo(Path.Combine(programs, "current")).LinkTarget);
        Assert.Contains("complete -o default -F _apm_completion apm", await File.ReadAllTextAsync(Path.Combine(root, "usr/share/bash-completion/completions/apm")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(root, "usr/share/doc/actorpm/examples/actorpm.conf")));
        apm.From(Path.Combine(root, "usr/bin/apm"));
        await apm.RunAsync("start", "sleep", "--name", "app", "--", "1000");
        var (daemon, app) = (apm.DaemonPid, (await apm.FindAsync("app")).Pid);
        Assert.StartsWith(Path.Combine(programs, version) + "/", ProgramOf(daemon), StringComparison.Ordinal);

        var second = await PackageAsync(folder, apm.Work, "deb", "--version", Newer);
        var upgraded = await DpkgAsync(root, "--install", second);

        Assert.Contains($"(process {daemon}) and its apps go on with version {version}. To take them over to {Newer}, as that user: APM_HOME='{apm.Home}' apm update", upgraded, StringComparison.Ordinal);
        Assert.Equal(daemon, apm.DaemonPid);
        Assert.Equal(app, (await apm.FindAsync("app")).Pid);
        Assert.True(File.Exists(Path.Combine(programs, version, "apmd")), "The program of the daemon that runs is gone.");

        var updated = await apm.TryAsync("update");

        Assert.True(updated.ExitCode == 0, $"{updated.Error}\n{apm.DaemonLog()}");
        Assert.Contains($"becomes {programs}/current/apmd", updated.Error, StringComparison.Ordinal);
        Assert.StartsWith(Path.Combine(programs, Newer) + "/", ProgramOf(daemon), StringComparison.Ordinal);
        Assert.Equal(app, (await apm.FindAsync("app")).Pid);

        var removed = await DpkgAsync(root, "--remove", "actorpm");

        Assert.Contains($"(process {daemon}) and its apps go on, and {programs}/{Newer} stays.", removed, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(root, "usr/bin/apm")));
        Assert.True(ManagedProcess.IsAlive(app));
        await apm.From(Path.Combine(programs, Newer, "apm")).RunAsync("kill");
        Assert.False(ManagedProcess.IsAlive(app));

        // Nothing runs from it any more.
        await DpkgAsync(root, "--purge", "actorpm");
        Assert.False(Directory.Exists(programs));
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task The_archive_runs_where_it_is_unpacked_and_is_the_same_each_time()
    {
        var folder = Published();
        await using var apm = new Apm();
        var archive = await PackageAsync(folder, apm.Work, "archive");
        var bytes = await RunAsync("sha256sum", archive);

        Assert.Equal(bytes, await RunAsync("sha256sum", await PackageAsync(folder, apm.Work, "archive")));
        await RunAsync("tar", "-xzf", archive, "-C", apm.Work);
        var top = Path.Combine(apm.Work, Path.GetFileName(archive).Replace(".tar.gz", "", StringComparison.Ordinal));
        Assert.All((string[])["apm", "apmd", "README.md", "hocon/actorpm.conf", "completion/_apm"], name => Assert.True(File.Exists(Path.Combine(top, name)), name));
        Assert.Empty(Directory.EnumerateFiles(top, "*.pdb", SearchOption.AllDirectories));
        await apm.From(Path.Combine(top, "apm")).RunAsync("start", "sleep", "--name", "app", "--", "1000");
        Assert.Equal("online", (await apm.FindAsync("app")).Status);
    }

    private static string Published()
    {
        Programs.Require("dpkg-deb");
        var folder = Environment.GetEnvironmentVariable("APM_TEST_BIN");
        Skip.If(folder is null, "A package is made of a published folder, and APM_TEST_BIN names none.");
        return folder;
    }

    private static async Task<string> PackageAsync(string folder, string work, string kind, params string[] options) => (await RunAsync(
        Path.Combine(Programs.Repository, "src/Package/package"), [folder, Path.Combine(work, "packages"), "--only", kind, "--fast", .. options])).TrimEnd();

    // A system on which dpkg has installed nothing yet.
    private static string MakeRoot(string work)
    {
        var root = Path.Combine(work, "root");
        foreach (var directory in (string[])["info", "updates", "triggers"])
        {
            Directory.CreateDirectory(Path.Combine(root, "var/lib/dpkg", directory));
        }

        File.WriteAllText(Path.Combine(root, "var/lib/dpkg/status"), "");
        return root;
    }

    // The scripts of the package run outside of the directory, which has no shell; its libraries are those of this machine.
    private static Task<string> DpkgAsync(string root, params string[] arguments) =>
        RunAsync("dpkg", [$"--root={root}", "--log=/dev/null", "--force-script-chrootless", "--force-depends", "--force-unsafe-io", .. arguments]);

    private static string ProgramOf(int pid) => new FileInfo($"/proc/{pid}/exe").LinkTarget!;

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} → {process.ExitCode}\n{output}\n{await error}");
        return output;
    }
}
