using System.Diagnostics;

namespace ActorPm.EndToEnd.Tests;

/// <summary>A small file system in memory. Needs the right to mount; without it the test is skipped.</summary>
internal sealed class SmallFileSystem : IAsyncDisposable
{
    private readonly Apm _apm;

    private SmallFileSystem(Apm apm) => _apm = apm;

    /// <summary>How many bytes are free.</summary>
    public long FreeBytes => new DriveInfo(_apm.Home).AvailableFreeSpace;

    /// <summary>Mounts one at a home that has no daemon yet. At the end the daemon and what it started are ended, and it is unmounted.</summary>
    public static async Task<SmallFileSystem> MountAsync(Apm apm, int mebibytes)
    {
        Directory.CreateDirectory(apm.Home);
        Skip.IfNot(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m,mode=700", "none", apm.Home), "Mounting a small file system is not permitted here.");
        return new SmallFileSystem(apm);
    }

    public async ValueTask DisposeAsync()
    {
        if (_apm.DaemonRuns)
        {
            await _apm.TryAsync("kill");
        }

        foreach (var (pid, _) in ManagedProcess.Of(_apm.Home))
        {
            ManagedProcess.Kill(pid);
        }

        await Until.TrueAsync("unmounted", async () => await RunAsync("umount", _apm.Home));
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
