namespace ActorPm.Daemon.Tests;

public sealed class DaemonHomeTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public void A_new_home_is_private_and_has_its_directories()
    {
        using var temp = new TempHome();

        using var home = DaemonHome.Open(temp.File("home"))!;

        foreach (var directory in (string[])["", "logs", "pids", "run"])
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(home.Directory, directory)));
        }
    }

    [Fact]
    public void A_home_that_others_could_enter_is_closed_to_them()
    {
        using var temp = new TempHome();
        File.SetUnixFileMode(temp.Path, OwnerOnly | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        using var home = DaemonHome.Open(temp.Path)!;

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(temp.Path));
    }

    [Fact]
    public void One_daemon_holds_a_home_at_a_time()
    {
        using var temp = new TempHome();
        using (DaemonHome.Open(temp.Path))
        {
            Assert.Null(DaemonHome.Open(temp.Path));
        }

        using var next = DaemonHome.Open(temp.Path);
        Assert.NotNull(next);
    }

    [Fact]
    public void A_path_too_long_for_a_socket_says_how_long_it_may_be()
    {
        var exception = Assert.Throws<DaemonStartException>(() => DaemonHome.Open("/tmp/" + new string('x', 100)));

        Assert.Contains("at most 98 bytes", exception.Message);
    }

    [Fact]
    public void A_file_in_place_of_the_home_is_named()
    {
        using var temp = new TempHome();
        File.WriteAllText(temp.File("home"), "");

        Assert.Contains(temp.File("home"), Assert.Throws<DaemonStartException>(() => DaemonHome.Open(temp.File("home"))).Message);
    }

    [Fact]
    public void What_only_a_living_daemon_has_goes_with_it()
    {
        using var temp = new TempHome();
        var home = DaemonHome.Open(temp.Path)!;
        home.WritePid();
        Assert.Equal($"{Environment.ProcessId}", File.ReadAllText(temp.File("apm.pid")));

        home.Dispose();

        Assert.False(File.Exists(temp.File("apm.pid")));
    }

    [Fact]
    public void The_environment_names_the_home()
    {
        Assert.Equal("/x/y", DaemonHome.Locate(new Dictionary<string, string> { ["APM_HOME"] = "/x/./y" }));
        Assert.EndsWith("/.apm", DaemonHome.Locate(new Dictionary<string, string> { ["APM_HOME"] = "" }), StringComparison.Ordinal);
    }
}
