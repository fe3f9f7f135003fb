using ActorPm.Core.Watching;

namespace ActorPm.Core.Tests.Watching;

public sealed class WatchFilterTests
{
    [Theory]
    [InlineData("/home/me/.dev/web/app.js", false)]
    [InlineData("/home/me/.dev/web/lib/app.js", false)]
    [InlineData("/home/me/.dev/web/.git", true)]
    [InlineData("/home/me/.dev/web/lib/.env", true)]
    [InlineData("/home/me/.dev/web/node_modules", true)]
    [InlineData("/home/me/.dev/web/lib/node_modules/x.js", true)]
    [InlineData("/home/me/.dev/web/a.b", false)]
    [InlineData("/home/me/.dev/web", false)]
    public void By_default_dot_names_and_node_modules_below_the_root_are_ignored(string path, bool pruned)
    {
        Assert.Equal(pruned, new WatchFilter("/home/me/.dev/web", "/home/me/.dev/web", null, []).Prunes(path));
    }

    [Fact]
    public void The_whole_machine_can_be_the_root()
    {
        var filter = new WatchFilter("/", "/", null, []);

        Assert.True(filter.Prunes("/.cache"));
        Assert.False(filter.Prunes("/srv"));
    }

    [Fact]
    public void A_list_of_the_users_own_replaces_the_default()
    {
        var filter = new WatchFilter("/srv", "/srv", ["logs", "**/*.tmp"], []);

        Assert.True(filter.Prunes("/srv/logs"));
        Assert.True(filter.Prunes("/srv/logs/a/b"));
        Assert.True(filter.Prunes("/srv/x/y.tmp"));
        Assert.False(filter.Prunes("/srv/node_modules"));
        Assert.False(filter.Prunes("/srv/.env"));
    }

    [Fact]
    public void An_empty_list_ignores_nothing()
    {
        Assert.False(new WatchFilter("/srv", "/srv", [], []).Prunes("/srv/node_modules/.bin"));
    }

    [Fact]
    public void Entries_of_the_list_are_relative_to_the_working_directory_and_not_to_the_root()
    {
        var filter = new WatchFilter("/srv/src", "/srv", ["src/gen", "gen2"], []);

        Assert.True(filter.Prunes("/srv/src/gen/x"));
        Assert.False(filter.Prunes("/srv/src/gen2/x"));
    }

    [Fact]
    public void An_exception_takes_out_of_the_list()
    {
        var filter = new WatchFilter("/srv", "/srv", ["*.log", "!keep.log"], []);

        Assert.True(filter.Prunes("/srv/a.log"));
        Assert.False(filter.Prunes("/srv/keep.log"));
    }

    [Fact]
    public void With_extensions_only_such_files_count_but_every_directory_is_entered()
    {
        var filter = new WatchFilter("/srv", "/srv", null, ["js", ".ts", "*.mjs"]);

        Assert.True(filter.Counts("/srv/a.js", WatchedKind.File));
        Assert.True(filter.Counts("/srv/a.ts", WatchedKind.File));
        Assert.True(filter.Counts("/srv/a.mjs", WatchedKind.File));
        Assert.False(filter.Counts("/srv/a.css", WatchedKind.File));
        Assert.False(filter.Counts("/srv/ajs", WatchedKind.File));
        Assert.False(filter.Counts("/srv/node_modules/a.js", WatchedKind.File));
        Assert.False(filter.Counts("/srv/lib.js", WatchedKind.Directory));
        Assert.False(filter.Prunes("/srv/css"));
    }

    [Fact]
    public void Without_extensions_directories_count()
    {
        Assert.True(new WatchFilter("/srv", "/srv", null, []).Counts("/srv/lib", WatchedKind.Directory));
    }

    [Fact]
    public void No_paths_stand_for_the_working_directory()
    {
        Assert.Equal(["/srv"], WatchTarget.Of([], "/srv", null, []).Select(target => target.Root));
    }

    [Fact]
    public void Paths_are_relative_to_the_working_directory_and_may_be_patterns()
    {
        var targets = WatchTarget.Of(["src/", "/etc/x.conf", "lib/**/*.js", "src/"], "/srv", null, []);

        Assert.Equal(["/srv/src", "/etc/x.conf", "/srv/lib"], targets.Select(target => target.Root));
        Assert.True(targets[2].Filter.Counts("/srv/lib/a/b.js", WatchedKind.File));
        Assert.False(targets[2].Filter.Counts("/srv/lib/a/b.css", WatchedKind.File));
        Assert.False(targets[2].Filter.Prunes("/srv/lib/a"));
    }

    [Fact]
    public void A_dot_file_that_the_user_names_is_watched()
    {
        var target = Assert.Single(WatchTarget.Of([".env"], "/srv", null, []));

        Assert.True(target.Filter.Counts("/srv/.env", WatchedKind.File));
    }

    [Fact]
    public void What_the_daemon_writes_is_no_change_in_whatever_list()
    {
        var filter = new WatchFilter("/srv", "/srv", [], [], own: ["/srv/log/out.log", "/srv/.apm"]);

        Assert.True(filter.Prunes("/srv/log/out.log"));
        Assert.True(filter.Prunes("/srv/log/out.log.1.gz"));
        Assert.True(filter.Prunes("/srv/log/out__2026-01-31_00-00-00.log.gz"));
        Assert.True(filter.Prunes("/srv/.apm/run/1.json"));
        Assert.False(filter.Prunes("/srv/log/out.logic.js"));
        Assert.False(filter.Prunes("/srv/log"));
    }

    [Fact]
    public void A_project_below_the_daemons_own_directory_is_watched_all_the_same()
    {
        Assert.False(new WatchFilter("/srv/.apm/web", "/srv/.apm/web", null, [], own: ["/srv/.apm"]).Prunes("/srv/.apm/web/a.js"));
    }
}
