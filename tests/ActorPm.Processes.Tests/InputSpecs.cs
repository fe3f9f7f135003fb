using System.Text;
using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed class InputSpecs
{
    [Fact(Timeout = 60000)]
    public async Task What_is_written_reaches_standard_input()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Order("/usr/bin/env", "python3", "-c", "import sys\nfor line in sys.stdin:\n print('got', line.strip(), flush=True)\n if line == 'end\\n': sys.exit(4)") with
        {
            Input = InputUse.Pipe,
        });

        Assert.Equal(InputUse.Pipe, process.Input);
        Assert.Equal(6, process.WriteInput("hello\n"u8));
        await Until.TrueAsync(() => box.Output == "got hello\n");
        Assert.Equal(4, process.WriteInput("end\n"u8));

        Assert.Equal(new ExitStatus.Code(4), (await observer.ExitedAsync).Status);
        Assert.Equal(0, process.WriteInput("late\n"u8));
    }

    [Fact(Timeout = 60000)]
    public async Task Without_a_pipe_nothing_is_taken_and_the_input_ends_at_once()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell("cat; echo end"));

        Assert.Equal((InputUse.Null, 0), (process.Input, process.WriteInput("x"u8)));
        await observer.AllGoneAsync();
        Assert.Equal("end\n", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task A_full_pipe_takes_nothing_more_until_the_app_reads()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell("until [ -e go ]; do sleep 0.01; done; head -c 65536 | wc -c; exec sleep 1000") with { Input = InputUse.Pipe });

        var taken = process.WriteInput(new byte[100_000]);
        Assert.Equal(65536, taken);
        Assert.Equal(0, process.WriteInput(new byte[1]));
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await Until.TrueAsync(() => box.Output == "65536\n");

        Assert.Equal(10, process.WriteInput(new byte[10]));
        process.KillTree();
        await observer.ExitedAsync;
    }

    [Fact(Timeout = 60000)]
    public async Task The_input_outlives_the_daemon_and_what_was_written_before()
    {
        using var box = new Sandbox();
        var order = box.Shell("until [ -e go ]; do sleep 0.01; done; while read -r line; do echo \"got $line\"; [ \"$line\" = end ] && exit 5; done; echo no input; exit 1") with { Input = InputUse.Pipe };
        var (process, _) = box.Launch(order);
        Assert.Equal(4, process.WriteInput("one\n"u8));

        box.Reopen().Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();
        var found = box.Host.Launcher.Find(order.Serial, observer)!;
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await Until.TrueAsync(() => box.Output == "got one\n");
        Assert.Equal(InputUse.Pipe, found.Input);
        Assert.Equal(8, found.WriteInput(Encoding.UTF8.GetBytes("two\nend\n")));

        Assert.Equal(new ExitStatus.Code(5), (await observer.ExitedAsync).Status);
        Assert.Equal("got one\ngot two\ngot end\n", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task An_input_that_the_app_replaced_is_left_alone_by_the_next_daemon()
    {
        using var box = new Sandbox();
        var order = box.Shell("exec 0<>other; echo done; exec sleep 1000") with { Input = InputUse.Pipe };
        box.Launch(order);
        await Until.TrueAsync(() => box.Output == "done\n");

        box.Reopen().Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();
        var found = box.Host.Launcher.Find(order.Serial, observer)!;

        Assert.Equal((InputUse.Null, 0), (found.Input, found.WriteInput("x"u8)));
        Assert.Equal(0, new FileInfo($"{box.Home}/other").Length);
        found.KillTree();
        await observer.ExitedAsync;
    }

    [Fact(Timeout = 60000)]
    public async Task A_child_with_input_and_channel_inherits_these_and_nothing_else()
    {
        using var box = new Sandbox();
        await box.Launch(box.Shell("exec ls -l /proc/self/fd") with { Input = InputUse.Pipe, Channel = ChannelUse.Node }).Observer.AllGoneAsync();

        var lines = box.Output.Split('\n').Where(line => line.Contains("->", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, lines.Count); // the sixth is the directory that ls reads
        Assert.Contains("0 -> pipe:", lines[0]);
        Assert.Contains("3 -> socket:", lines[3]);
        Assert.Contains("4 -> socket:", lines[4]);
    }
}
