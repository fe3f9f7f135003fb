using ActorPm.Core.Apps;

namespace ActorPm.Core.Tests.Apps;

public sealed class ProgramSearchTests
{
    private readonly FakeProgramProbe _probe = new();

    [Fact]
    public void The_first_directory_of_PATH_that_has_the_program_wins()
    {
        _probe.File("/b/tool", ProgramKind.Binary).File("/c/tool", ProgramKind.Binary);

        Assert.Equal("/b/tool", ProgramSearch.Find("tool", "/a:/b:/c", "/srv", _probe));
    }

    [Fact]
    public void A_file_that_may_not_be_executed_is_passed_over()
    {
        _probe.File("/a/tool", ProgramKind.PlainFile).File("/b/tool", ProgramKind.ExecutableScript);

        Assert.Equal("/b/tool", ProgramSearch.Find("tool", "/a:/b", "/srv", _probe));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_PATH_the_usual_places_are_searched(string? searchPath)
    {
        _probe.File("/usr/bin/tool", ProgramKind.Binary);

        Assert.Equal("/usr/bin/tool", ProgramSearch.Find("tool", searchPath, "/srv", _probe));
    }

    [Fact]
    public void A_path_is_not_searched_for()
    {
        _probe.File("/srv/bin/tool", ProgramKind.Binary).File("/a/bin/tool", ProgramKind.Binary);

        Assert.Equal("/srv/bin/tool", ProgramSearch.Find("bin/tool", "/a", "/srv", _probe));
        Assert.Equal("/srv/bin/tool", ProgramSearch.Find("/srv/bin/tool", "/a", "/elsewhere", _probe));
        Assert.Null(ProgramSearch.Find("./tool", "/a/bin", "/srv", _probe));
    }

    [Theory]
    [InlineData("bin")]
    [InlineData("/a:./bin")]
    public void A_relative_directory_of_PATH_starts_where_the_app_runs(string searchPath)
    {
        _probe.File("/srv/bin/tool", ProgramKind.Binary);

        Assert.Equal("/srv/bin/tool", ProgramSearch.Find("tool", searchPath, "/srv", _probe));
    }

    [Theory]
    [InlineData(":/a")]
    [InlineData("/a:")]
    [InlineData("/a::/b")]
    public void An_empty_entry_of_PATH_is_the_directory_where_the_app_runs(string searchPath)
    {
        _probe.File("/srv/tool", ProgramKind.Binary);

        Assert.Equal("/srv/tool", ProgramSearch.Find("tool", searchPath, "/srv", _probe));
    }

    [Fact]
    public void A_program_that_is_nowhere_is_null()
    {
        Assert.Null(ProgramSearch.Find("tool", "/a:/b", "/srv", _probe));
    }
}
