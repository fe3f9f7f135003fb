using ActorPm.Core.Watching;

namespace ActorPm.Core.Tests.Watching;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("logs", "/srv/logs", true)]
    [InlineData("logs", "/srv/logs/deep/a.log", true)]
    [InlineData("logs", "/srv/logs2", false)]
    [InlineData("logs", "/srv/a/logs", false)]
    [InlineData("./logs/", "/srv/logs/a", true)]
    [InlineData("../other", "/other/x", true)]
    [InlineData("/var/tmp", "/var/tmp/x", true)]
    [InlineData("/var/tmp", "/srv/var/tmp/x", false)]
    [InlineData("*.log", "/srv/a.log", true)]
    [InlineData("*.log", "/srv/.log", true)]
    [InlineData("*.log", "/srv/sub/a.log", false)]
    [InlineData("*.log", "/srv/a.log.txt", false)]
    [InlineData("**/*.log", "/srv/a.log", true)]
    [InlineData("**/*.log", "/srv/x/y/a.log", true)]
    [InlineData("**/tmp/**", "/srv/tmp", true)]
    [InlineData("**/tmp/**", "/srv/a/tmp/b/c", true)]
    [InlineData("**/tmp/**", "/srv/a/tmpx/b", false)]
    [InlineData("public/**", "/srv/public", true)]
    [InlineData("public/**/x.js", "/srv/public/x.js", true)]
    [InlineData("public/**/x.js", "/srv/public/a/b/x.js", true)]
    [InlineData("a**b", "/srv/axyb", true)]
    [InlineData("a**b", "/srv/ax/yb", false)]
    [InlineData("?.js", "/srv/a.js", true)]
    [InlineData("?.js", "/srv/ab.js", false)]
    [InlineData("[a-c].js", "/srv/b.js", true)]
    [InlineData("[a-c].js", "/srv/d.js", false)]
    [InlineData("[!a-c].js", "/srv/d.js", true)]
    [InlineData("[!a-c].js", "/srv/b.js", false)]
    [InlineData("[^a].js", "/srv//.js", false)]
    [InlineData("[-.]x", "/srv/-x", true)]
    [InlineData("[]]x", "/srv/]x", true)]
    [InlineData("[x", "/srv/[x", true)]
    [InlineData("*.{js,ts}", "/srv/a.ts", true)]
    [InlineData("*.{js,ts}", "/srv/a.css", false)]
    [InlineData("{a,b{c,d}}/x", "/srv/bd/x", true)]
    [InlineData("{a,b/**}/x", "/srv/b/q/r/x", true)]
    [InlineData("log.{1..12}", "/srv/log.11", true)]
    [InlineData("log.{1..12}", "/srv/log.13", false)]
    [InlineData("{plain}", "/srv/{plain}", true)]
    [InlineData("{a,b", "/srv/{a,b", true)]
    [InlineData(@"\*.js", "/srv/*.js", true)]
    [InlineData(@"\*.js", "/srv/a.js", false)]
    [InlineData("a.js", "/srv/aXjs", false)]
    [InlineData("copy (1)", "/srv/copy (1)", true)]
    [InlineData("**", "/srv/anything/at/all", true)]
    [InlineData("*", "/srv/a\nb", true)]
    public void A_pattern_is_read_from_its_directory_and_takes_in_what_is_below(string pattern, string path, bool matches)
    {
        Assert.Equal(matches, GlobPattern.Parse(pattern, "/srv").IsMatch(path));
    }

    [Fact]
    public void The_directory_is_meant_literally()
    {
        var pattern = GlobPattern.Parse("*.js", "/srv/[odd] {name}*");

        Assert.True(pattern.IsMatch("/srv/[odd] {name}*/a.js"));
        Assert.False(pattern.IsMatch("/srv/o namex/a.js"));
    }

    [Theory]
    [InlineData("src/**/*.js", "/srv/src")]
    [InlineData("*.js", "/srv")]
    [InlineData("/etc/nginx/*.conf", "/etc/nginx")]
    [InlineData("/*", "/")]
    [InlineData("../x/{a,b}/c", "/x")]
    public void A_watch_begins_where_the_pattern_becomes_one(string pattern, string root)
    {
        Assert.Equal(root, GlobPattern.Parse(pattern, "/srv").Root);
    }

    [Fact]
    public void A_pattern_with_more_states_than_the_engine_takes_matches_nothing_and_says_so()
    {
        var pattern = GlobPattern.Parse(new string('a', 12_000), "/srv");

        Assert.True(pattern.IsTooLarge);
        Assert.False(pattern.IsMatch("/srv/" + new string('a', 12_000)));
        Assert.False(GlobPattern.Parse("{1..300}", "/srv").IsTooLarge);
    }

    [Fact]
    public void No_pattern_makes_the_match_slow()
    {
        var pattern = GlobPattern.Parse(string.Concat(Enumerable.Repeat("a*", 60)) + "b", "/srv");

        Assert.False(pattern.IsMatch("/srv/" + new string('a', 4000)));
    }
}
