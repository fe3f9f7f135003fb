using ActorPm.Core.Operators;

namespace ActorPm.EndToEnd.Tests;

/// <summary><c>apm shell</c> with the real programs.</summary>
public sealed class ShellSpecs
{
    [Fact(Timeout = 180_000)]
    public async Task Each_verb_of_each_palette_is_carried_out_or_refused_with_a_sentence()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "web");
        // In this order, since the list changes by them; those of the cluster are told that there is none.
        (string Line, int ExitCode, string Told)[] lines =
        [
            ("apps list", 0, "Count: 1 instance"),
            ("apps show -n web", 0, "web:0 (id 0)"),
            ("apps stop -n web", 0, "web:0 (id 0) stopped"),
            ("apps start -n web", 0, "web:0 (id 0) online"),
            ("apps restart -n web", 0, "web:0 (id 0) online"),
            ("apps scale -n web -c 2", 0, "web:1 (id 1) online"),
            ("apps reload -n web", 0, "web:1 (id 1) online"),
            ("apps promote -n web", 1, "No reload of web waits"),
            ("apps rollback -n web", 1, "web"),
            ("apps reset -n web", 0, "web:0 (id 0) online"),
            ("journal info", 0, "state.db"),
            ("journal history -n web -l 100", 0, "apm scale web 2"),
            ("journal why -n 0", 0, "web:0 runs since"),
            ("journal save", 0, "1 app written"),
            ("router list", 0, "No app gets"),
            ("router show -n web", 0, "round_robin"),
            ("node info", 0, "descriptors"),
            ("node ping", 0, "pong"),
            ("cluster show", 11, "This daemon belongs to no cluster"),
            ("cluster join -a 127.0.0.1:1 -t x", 1, "no join token"),
            ("cluster leave", 11, "This daemon belongs to no cluster"),
            ("cluster down -n other", 11, "This daemon belongs to no cluster"),
            ("cluster down-unreachable", 11, "This daemon belongs to no cluster"),
            ("actor hierarchy -d 3", 0, "      /web"),
            ("actor info", 0, "SystemTimerScheduler"),
            ("log level -l debug", 0, "info → debug"),
            ("log level", 0, "debug"),
            ("log peek -l 200", 0, "The log tells debug"),
            ("apps delete -n web", 0, "web:1 (id 1) removed"),
        ];
        foreach (var (line, exitCode, told) in lines)
        {
            var result = await apm.TryAsync("shell", "-c", line);

            Assert.True(result.ExitCode == exitCode, $"{line} → {result.ExitCode}\n{result.Out}{result.Error}");
            Assert.Contains(told, exitCode == 0 ? result.Out : result.Error, StringComparison.Ordinal);
        }

        var known = OperatorPalettes.All.SelectMany(palette => palette.Verbs.Select(verb => $"{palette.Name} {verb.Name}")).Order();
        Assert.Equal(known, lines.Select(tried => string.Join(' ', tried.Line.Split(' ').Take(2))).Append("log tail").Distinct().Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task Following_the_log_shows_what_is_new_and_does_not_hold_up_the_daemons_end()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "web");
        using var tail = apm.Start("shell", "-c", "log tail -l 1");
        Assert.NotNull(await tail.StandardOutput.ReadLineAsync());

        await apm.RunAsync("restart", "web");

        while (await tail.StandardOutput.ReadLineAsync() is { } line && !line.Contains("web:0 started as process", StringComparison.Ordinal))
        {
        }

        await apm.RunAsync("kill");
        await tail.WaitForExitAsync();
        Assert.Equal(6, tail.ExitCode);
        Assert.Contains("The daemon is stopping.", await tail.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_that_was_built_without_Petabridge_Cmd_says_so_and_goes_on()
    {
        await using var apm = new Apm().With("APM_PETABRIDGE_CMD_ENABLED", "on");

        await apm.RunAsync("start", "sleep 1000", "--name", "web");

        const string Sentence = "actorpm.petabridge-cmd.enabled is on, but this apmd was built without Petabridge.Cmd";
        Assert.Contains($"WRN {Sentence}", apm.DaemonLog(), StringComparison.Ordinal);
        Assert.Contains($"warning: {Sentence}", await apm.RunAsync("report"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Lines_from_standard_input_are_carried_out_until_one_fails()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "web");
        using var shell = apm.Start("shell");

        await shell.StandardInput.WriteAsync("# comment\n\nnode ping\napps lits\nnode info\n");
        shell.StandardInput.Close();

        Assert.Equal("pong\n", await shell.StandardOutput.ReadToEndAsync());
        Assert.Contains("did you mean list?", await shell.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await shell.WaitForExitAsync();
        Assert.Equal(1, shell.ExitCode);
    }
}
