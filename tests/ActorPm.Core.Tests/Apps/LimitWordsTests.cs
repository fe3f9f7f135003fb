using ActorPm.Core.Apps;

namespace ActorPm.Core.Tests.Apps;

public sealed class LimitWordsTests
{
    [Theory]
    [InlineData("nofile", "65536", "65536")]
    [InlineData("nofile", "1024:65536", "1024:65536")]
    [InlineData("nofile", "7:7", "7")]
    [InlineData("nproc", "unlimited", "unlimited")]
    [InlineData("nproc", "64:unlimited", "64:unlimited")]
    [InlineData("core", "0", "0")]
    [InlineData("core", "2048K", "2M")]
    [InlineData("fsize", "1.5G", "1536M")]
    [InlineData("stack", "8m", "8M")]
    [InlineData("memlock", "1000", "1000")]
    [InlineData("cpu", "30:60", "30:60")]
    [InlineData("as", "4G", "4G")]
    [InlineData("umask", "027", "0027")]
    [InlineData("umask", "0777", "0777")]
    [InlineData("nice", "-20", "-20")]
    [InlineData("no_new_privs", "true", "true")]
    [InlineData("memory", "512M", "512M")]
    [InlineData("memory_high", "400M", "400M")]
    [InlineData("cpus", "1.50", "1.5")]
    [InlineData("cpus", "150%", "1.5")]
    [InlineData("pids", "100", "100")]
    public void A_limit_that_is_read_is_told_in_one_way_and_taken_back_by_default(string name, string text, string told)
    {
        var limits = LimitWords.With(ResourceLimits.None, name, text, out var problem);

        Assert.Equal("", problem);
        Assert.Equal((name, told), Assert.Single(LimitWords.Of(limits!)));
        Assert.Equal(limits, LimitWords.With(ResourceLimits.None, name, told, out _));
        Assert.NotEqual(ResourceLimits.None, limits);
        Assert.Equal(ResourceLimits.None, LimitWords.With(limits!, name, LimitWords.Default, out _));
    }

    [Theory]
    [InlineData("nofile", "lots", "'lots' is no value of the limit nofile; give a whole number, unlimited, or soft:hard.")]
    [InlineData("nofile", "1:2:3", "'1:2:3' is no value of the limit nofile; give a whole number, unlimited, or soft:hard.")]
    [InlineData("nofile", "-1", "'-1' is no value of the limit nofile; give a whole number, unlimited, or soft:hard.")]
    [InlineData("nofile", "200:100", "The limit nofile=200:100 has its soft limit above the hard one; give soft:hard with the smaller first.")]
    [InlineData("nofile", "unlimited:100", "The limit nofile=unlimited:100 has its soft limit above the hard one; give soft:hard with the smaller first.")]
    [InlineData("stack", "big", "'big' is no value of the limit stack; give an amount such as 64M, unlimited, or soft:hard.")]
    [InlineData("cpu", "0", "'0' is no value of the limit cpu; give whole seconds of at least 1, unlimited, or soft:hard.")]
    [InlineData("umask", "999", "'999' is no umask; give three or four octal digits such as 0027, as a text.")]
    [InlineData("umask", "7", "'7' is no umask; give three or four octal digits such as 0027, as a text.")]
    [InlineData("umask", "1027", "'1027' is no umask; give three or four octal digits such as 0027, as a text.")]
    [InlineData("nice", "40", "'40' is no niceness; give a whole number from -20 (first) to 19 (last).")]
    [InlineData("no_new_privs", "yes", "'yes' is no value of no_new_privs; give true or false.")]
    [InlineData("memory", "0", "'0' is no value of the limit memory; give an amount of memory above 0 such as 512M.")]
    [InlineData("cpus", "0", "'0' is no value of the limit cpus; give a number of cores of at least 0.01 such as 1.5, or a share of one such as 150%.")]
    [InlineData("cpus", "-1", "'-1' is no value of the limit cpus; give a number of cores of at least 0.01 such as 1.5, or a share of one such as 150%.")]
    [InlineData("pids", "0", "'0' is no value of the limit pids; give a whole number of at least 1.")]
    public void What_makes_no_sense_is_told_with_its_cure(string name, string text, string sentence)
    {
        Assert.Null(LimitWords.With(ResourceLimits.None, name, text, out var problem));
        Assert.Equal(sentence, problem);
    }

    [Fact]
    public void An_unknown_limit_is_told_with_those_that_there_are()
    {
        Assert.Null(LimitWords.With(ResourceLimits.None, "files", "1", out var problem));
        Assert.StartsWith("'files' is no limit; there are nofile, nproc, ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_limits_of_a_whole_tree_need_a_group()
    {
        var limits = LimitWords.With(LimitWords.With(ResourceLimits.None, "nofile", "1", out _)!, "pids", "5", out _)!;

        Assert.True(limits.NeedsGroup);
        Assert.False(limits.OfProcess().NeedsGroup);
        Assert.Equal("nofile=1 pids=5", limits.ToString());
        Assert.Equal("nofile=1", limits.OfProcess().ToString());
    }
}
