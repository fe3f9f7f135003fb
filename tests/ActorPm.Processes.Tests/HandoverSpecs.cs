using System.Globalization;
using ActorPm.Core.Guard;
using ActorPm.Core.Instances;
using ActorPm.Processes.Handover;

namespace ActorPm.Processes.Tests;

/// <summary>What a daemon leaves to the program that it becomes.</summary>
public sealed class HandoverSpecs
{
    private static readonly DescriptorKey Key = DescriptorKey.Of(3, SlotPart.Input);

    [Fact]
    public void What_is_packed_survives_an_exec_and_is_private_again_once_it_is_unpacked()
    {
        using var file = new TempFile("hello");
        using var bundle = new DescriptorBundle();
        Assert.True(bundle.Add(Key, file.Descriptor));
        bundle.Add(DescriptorKey.Of(DaemonThing.Settings), "a = 1");
        var variables = new Dictionary<string, string>();

        _ = DescriptorHandover.Pack(bundle, variables);

        Assert.All(bundle.All, one => Assert.False(IsPrivate(one.Number)));
        Assert.False(IsPrivate(int.Parse(variables[HandoverText.Variable], CultureInfo.InvariantCulture)));

        // As the next program does: the same numbers, and nothing but the variable.
        var unpacked = DescriptorHandover.Unpack(variables);

        Assert.Empty(variables);
        Assert.Equal(bundle.All.OrderBy(one => one.Number), unpacked.All.OrderBy(one => one.Number));
        Assert.All(unpacked.All, one => Assert.True(IsPrivate(one.Number)));
        Assert.Equal("a = 1", unpacked.TakeText(DescriptorKey.Of(DaemonThing.Settings)));
        using var taken = unpacked.TakeFile(Key, file.Path);
        Assert.NotNull(taken);
        Assert.Null(unpacked.TakeFile(Key, "/dev/null"));
        Assert.Null(unpacked.TakeFile(DescriptorKey.Of(9, SlotPart.Out), file.Path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("words")]
    [InlineData("64000")]
    public void A_variable_that_no_daemon_set_hands_nothing_over(string? value)
    {
        var variables = new Dictionary<string, string>();
        if (value is not null)
        {
            variables[HandoverText.Variable] = value;
        }

        using var unpacked = DescriptorHandover.Unpack(variables);

        Assert.Empty(unpacked.All);
        Assert.Empty(variables);
    }

    [Fact]
    public void An_exec_that_fails_says_why_and_changes_nothing()
    {
        using var file = new TempFile("");
        using var bundle = new DescriptorBundle();
        bundle.Add(Key, file.Descriptor);
        var variables = new Dictionary<string, string> { ["A"] = "b" };
        var ignored = SignalsIgnored();
        string problem;

        using (DescriptorHandover.Pack(bundle, variables))
        {
            problem = ExecCall.Run("/nonexistent/program", ["--detach"], variables);
        }

        Assert.Contains("No such file", problem, StringComparison.Ordinal);
        Assert.Equal(ignored, SignalsIgnored());
        Assert.All(bundle.All, one => Assert.True(IsPrivate(one.Number)));
        Assert.Equal(["A"], variables.Keys);
    }

    [Fact]
    public void What_the_next_daemon_took_or_did_not_want_is_closed_but_sockets_wait_for_apps_that_are_coming_back()
    {
        using var file = new TempFile("");
        using var bundle = new DescriptorBundle();
        var socket = DescriptorKey.OfSocket(5);
        var other = DescriptorKey.OfSocket(6);
        bundle.Add(Key, file.Descriptor);
        bundle.Add(socket, file.Descriptor);
        bundle.Add(other, file.Descriptor);
        bundle.TakeFile(other, file.Path)!.Dispose();

        bundle.Settle();

        Assert.Equal(socket, Assert.Single(bundle.All).Key);
    }

    [Fact(Timeout = 60_000)]
    public async Task Messages_that_an_app_sends_meanwhile_are_neither_lost_nor_torn()
    {
        using var box = new Sandbox();
        var text = new string('x', 20_000);
        var (process, before) = box.Launch(box.Node($$"""let i = 0; setInterval(() => { for (let n = 0; n < 5; n++) process.send({ i: i++, text: '{{text}}' }); }, 1);"""));
        await Until.TrueAsync(() => before.Messages.Count > 20);

        Assert.Equal(0, await box.Host.QuietAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        box.Host.Still();
        using var bundle = new DescriptorBundle();
        box.Host.HandOver(bundle);
        var heard = before.Messages.Count;
        Assert.Contains(bundle.All, one => one.Key == DescriptorKey.Of(1, SlotPart.Channel));
        var host = box.Reopen(bundle);
        Assert.Equal(process.Pid, Assert.Single(host.Launcher.AdoptSurvivors()).Pid);
        var after = new RecordingObserver();
        var adopted = host.Launcher.Find(1, after);

        await Until.TrueAsync(() => after.Messages.Count > 20);
        Assert.Equal(ChannelState.Open, adopted!.Channel);
        Assert.Equal(heard, before.Messages.Count);
        var heardAfter = after.Messages.ToArray();
        string[] all = [.. before.Messages, .. heardAfter];
        Assert.All(all, message => Assert.StartsWith("{\"i\":", message, StringComparison.Ordinal));
        var numbers = all.Select(message => int.Parse(message["{\"i\":".Length..message.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
        Assert.All(heardAfter, message => Assert.EndsWith(text + "\"}", message, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task How_a_child_ended_while_nobody_looked_is_known_to_its_parents_next_program()
    {
        using var box = new Sandbox();
        var (process, _) = box.Launch(box.Shell($"until [ -e {box.Home}/end ]; do sleep 0.01; done; exit 7"));
        box.Host.Still();
        await File.WriteAllTextAsync($"{box.Home}/end", "");
        await Until.TrueAsync(() => TestPrograms.State(process.Pid) == 'Z');

        var host = box.Reopen(new DescriptorBundle());
        host.Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();

        Assert.NotNull(host.Launcher.Find(1, observer));
        Assert.Equal(new ExitStatus.Code(7), (await observer.ExitedAsync).Status);
        await Until.TrueAsync(() => TestPrograms.IsReaped(process.Pid));
    }

    // Close-on-exec, octal 2000000 among the flags.
    private static bool IsPrivate(int descriptor) =>
        (Convert.ToInt64(File.ReadLines($"/proc/self/fdinfo/{descriptor}").First(line => line.StartsWith("flags:", StringComparison.Ordinal)).Split('\t')[1], 8) & 0x80000) != 0;

    private static string SignalsIgnored() => File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));

    private sealed class TempFile : IDisposable
    {
        private readonly FileStream _stream;

        public TempFile(string text)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, text);
            _stream = File.OpenRead(Path);
        }

        public string Path { get; }

        public int Descriptor => (int)_stream.SafeFileHandle.DangerousGetHandle();

        public void Dispose()
        {
            _stream.Dispose();
            File.Delete(Path);
        }
    }
}
