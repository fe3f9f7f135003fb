using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class AppFileNamesTests
{
    [Fact]
    public void Only_takes_commas_and_blanks() => Assert.Equal(["a", "b", "c"], AppFileNames.Wanted(["a, b", "c", "a"]));

    [Fact]
    public void A_name_that_is_not_in_the_file_names_those_that_are() => Assert.Equal(
        ["--only names 'aip', which is not in the file; did you mean 'api'? The file has api, web.", "--only names 'qqqq', which is not in the file; remove it. The file has api, web."],
        AppFileNames.Missing(["aip", "web", "qqqq"], ["api", "web"]));

    [Theory]
    [InlineData("srv/app.min.js", "app.min")]
    [InlineData(".hidden", ".hidden")]
    [InlineData("node a.js", "node a.js")]
    public void An_app_is_named_after_its_script(string script, string name) => Assert.Equal(name, AppFileNames.DefaultName(script));

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "ABC", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("", "ab", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void Slips_are_counted(string left, string right, int slips) => Assert.Equal(slips, NearestWord.Slips(left, right));
}
