using ActorPm.Cli.Shell;

namespace ActorPm.Cli.Tests.Shell;

public sealed class ShellHistoryTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("apm-").FullName;

    private string File => Path.Combine(_home, "shell_history");

    [Fact]
    public void Lines_are_there_again_in_the_next_shell_and_for_their_owner_alone()
    {
        var history = ShellHistory.Open(_home);
        history.Add("apps list");
        history.Add("apps list");
        history.Add("node info");

        Assert.Equal(["apps list", "node info"], ShellHistory.Open(_home).Lines);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" apps list")]
    [InlineData("cluster join -a host:1 -t secret")]
    [InlineData("cluster join -a host:1 --token=secret")]
    [InlineData("cluster join -a host:1 '--token' secret")]
    public void A_line_with_a_token_or_a_blank_before_it_is_not_kept(string line)
    {
        ShellHistory.Open(_home).Add(line);

        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_file_that_has_grown_is_cut_to_its_newest_lines()
    {
        System.IO.File.WriteAllLines(File, Enumerable.Range(0, (2 * ShellHistory.Kept) + 1).Select(number => $"apps show -n {number}"));

        var lines = ShellHistory.Open(_home).Lines;

        Assert.Equal(ShellHistory.Kept, lines.Count);
        Assert.Equal($"apps show -n {2 * ShellHistory.Kept}", lines[^1]);
        Assert.Equal(ShellHistory.Kept, System.IO.File.ReadAllLines(File).Length);
    }

    [Fact]
    public void A_history_that_cannot_be_read_ends_no_shell()
    {
        Directory.CreateDirectory(File);

        var history = ShellHistory.Open(_home);
        history.Add("apps list");

        Assert.Equal(["apps list"], history.Lines);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
