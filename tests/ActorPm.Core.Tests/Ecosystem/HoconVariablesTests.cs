using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class HoconVariablesTests
{
    [Theory]
    [InlineData("a = ${HOME}/shop", "a = \"/home/x\"/shop")]
    [InlineData("a = [${HOME}, 1]", "a = [\"/home/x\", 1]")]
    [InlineData("a = \"${HOME}\" # ${HOME}\n// ${HOME}", "a = \"${HOME}\" # ${HOME}\n// ${HOME}")]
    [InlineData("a = \"\"\"${HOME}\"\"\"${HOME}", "a = \"\"\"${HOME}\"\"\"\"/home/x\"")]
    [InlineData("HOME = /here\na = ${HOME}", "HOME = /here\na = ${HOME}")]
    [InlineData("a = ${NOTHING}${home}${HOME.x}${}", "a = ${NOTHING}${home}${HOME.x}${}")]
    [InlineData("a = ${ODD}", "a = \"q\\\"b\\\\n\\nx\"")]
    [InlineData("a = ${HOME", "a = ${HOME")]
    [InlineData("a = \"x", "a = \"x")]
    public void Variables_stand_in_for_what_the_text_has_no_value_for(string text, string expected) =>
        Assert.Equal(expected, HoconVariables.Resolve(text, name => name switch { "HOME" => "/home/x", "ODD" => "q\"b\\n\nx", _ => null }));
}
