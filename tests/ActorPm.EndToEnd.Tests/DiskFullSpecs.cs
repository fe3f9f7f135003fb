using System.Diagnostics;

namespace ActorPm.EndToEnd.Tests;

/// <summary>A home on a small file system of its own that fills up. Needs the right to mount.</summary>
public sealed class DiskFullSpecs
{
    [SkippableFact(Timeout = 120_000)]
    public async Task A_full_disk_refuses_commands_in_one_sentence_loses_no_wish_and_heals()
    {
        await using var apm = new Apm();
        Directory.CreateDirectory(apm.Home);
        Skip.IfNot(await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", apm.Home), "Mounting a small file system is not permitted here.");
        try
        {
            await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
            await apm.RunAsync("start", "while :; do echo line; sleep 0.01; done", "--name", "writer");
            var writer = await apm.FindAsync("writer");
            var filler = Path.Combine(apm.Home, "filler");
            await Fill(filler);

            var (exitCode, _, error) = await Until7Async(apm, "start", "sleep", "--name", "two", "--", "1000");

            Assert.Equal(7, exitCode);
            Assert.Contains("full", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.True(apm.DaemonRuns);
            Assert.Equal(("online", writer.Pid), ((await apm.FindAsync("writer")).Status, (await apm.FindAsync("writer")).Pid));

            // A daemon that cannot even start says so and gives up; it does not try for ever.
            await apm.KillDaemonAsync();
            await Fill(filler);
            var (startCode, _, startError) = await apm.TryAsync("resurrect");
            Assert.True(startCode is 0 or 4, startError);
            if (startCode == 4)
            {
                Assert.DoesNotContain("   at ", startError, StringComparison.Ordinal);
            }

            File.Delete(filler);
            await apm.RunAsync("resurrect");
            Assert.Equal(["one", "writer"], (await apm.ListAsync()).Where(listed => listed.Name != "two").Select(listed => listed.Name));
            Assert.Equal(writer.Pid, (await apm.FindAsync("writer")).Pid);
            await Until.TrueAsync("commands work again", async () => (await apm.TryAsync("start", "sleep", "--name", "three", "--", "1000")).ExitCode == 0);
            await apm.RunAsync("kill");
        }
        finally
        {
            if (apm.DaemonRuns)
            {
                await apm.TryAsync("kill");
            }

            foreach (var (pid, _) in ManagedProcess.Of(apm.Home))
            {
                ManagedProcess.Kill(pid);
            }

            await Until.TrueAsync("unmounted", async () => await RunAsync("umount", apm.Home));
        }
    }

    // The journal's own preallocated pages may take a command or two on a disk that is full already.
    private static async Task<(int ExitCode, string Out, string Error)> Until7Async(Apm apm, params string[] arguments)
    {
        var result = await apm.TryAsync(arguments);
        await Until.TrueAsync("the full disk shows", async () =>
        {
            if (result.ExitCode == 0)
            {
                await apm.TryAsync("delete", "two");
                result = await apm.TryAsync(arguments);
            }

            return result.ExitCode != 0;
        });
        return result;
    }

    private static async Task Fill(string path)
    {
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        foreach (var size in new[] { 1 << 20, 1 << 16, 1 << 12, 1 })
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full for pieces of this size.
            }
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
