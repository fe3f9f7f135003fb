using ActorPm.Cli.AppFiles;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Tests.AppFiles;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData(":\n :")]
    [InlineData("a: \"\\ud800\\u0061\"")]
    [InlineData("   a:\n      a: \n   {\na")]
    [InlineData("a: [")]
    [InlineData("? [a]\n: b")]
    public void What_the_library_stumbles_over_is_refused_as_any_other_mistake(string text) =>
        Assert.Throws<AppFileSyntaxException>(() => YamlReader.Read(text));
}
