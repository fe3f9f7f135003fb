using ActorPm.Core.Control;
using ActorPm.Core.Operators;

namespace ActorPm.Core.Tests.Operators;

public sealed class OperatorLineTests
{
    [Fact]
    public void Palette_verb_and_switches_are_a_call()
    {
        var call = Call("apps scale  -n 'my web' --count=+2");

        Assert.Equal("apps scale", call.Name);
        Assert.Equal("my web", call.Value("name"));
        Assert.Equal("+2", call.Value("count"));
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        Assert.Equal(4, Call("actor hierarchy").Number("depth"));
        Assert.Equal("all", Call("apps list").Value("name"));
        Assert.Null(Call("log level").Find("level"));
    }

    [Fact]
    public void A_value_may_begin_with_a_dash() => Assert.Equal("-1", Call("apps scale -n web -c -1").Value("count"));

    [Theory]
    [InlineData("", "The line is empty; `help` shows what there is.")]
    [InlineData("aps list", "There is no palette 'aps'; did you mean apps?")]
    [InlineData("zzzzzz", "There is no palette 'zzzzzz'; `help` shows what there is.")]
    [InlineData("router", "What about router? router takes one of list, show.")]
    [InlineData("apps lits", "There is no verb 'lits' in apps; did you mean list?")]
    [InlineData("apps restart", "apps restart needs -n <target>: an app's name, an id, a namespace, all, or a /pattern/.")]
    [InlineData("apps restart -n", "-n needs a value: an app's name, an id, a namespace, all, or a /pattern/.")]
    [InlineData("apps scale -n -c 3", "-n needs a value: the app's name.")]
    [InlineData("apps restart -n a --name b", "--name is given twice; give it once.")]
    [InlineData("apps restart --nme web", "apps restart has no switch '--nme'; did you mean --name?")]
    [InlineData("node ping -v", "node ping has no switch '-v'; node ping takes none.")]
    [InlineData("apps restart -n ''", "'' cannot be --name of apps restart; it is empty.")]
    [InlineData("actor hierarchy -d 0", "'0' cannot be --depth of actor hierarchy; give a whole number from 1 to 32.")]
    [InlineData("log level -l loud", "'loud' cannot be --level of log level; give one of debug, info, warning, error.")]
    [InlineData("apps list\nnode ping", "The line holds the control character 10; write one line of plain text.")]
    [InlineData("help nothing", "There is no palette 'nothing'; `help` shows what there is.")]
    public void What_cannot_be_understood_is_refused_with_cause_and_cure(string line, string sentence)
    {
        var refused = Assert.IsType<OperatorLine.Refused>(OperatorLine.Parse(line, OperatorPalettes.All));

        Assert.Equal(new ControlError(ControlErrorCode.InvalidRequest, sentence), refused.Error);
    }

    [Fact]
    public void A_line_has_a_longest_length() => Assert.IsType<OperatorLine.Refused>(OperatorLine.Parse(new string('a', OperatorLine.MaxLength + 1), OperatorPalettes.All));

    [Fact]
    public void Help_tells_of_each_palette_verb_and_switch()
    {
        Assert.Contains("  apps     the apps of this daemon", Help("help"));
        foreach (var palette in OperatorPalettes.All)
        {
            var verbs = Help($"help {palette.Name}");
            foreach (var verb in palette.Verbs)
            {
                Assert.Contains(verbs, line => line.StartsWith($"  {palette.Name} {verb.Name}", StringComparison.Ordinal) && line.EndsWith(verb.Help, StringComparison.Ordinal));
                var switches = Help($"help {palette.Name} {verb.Name}");
                Assert.All(verb.Switches, one => Assert.Contains(switches, line => line.StartsWith($"  {one.Letter}, {one.Word} <{one.Value}>", StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public void Names_and_switches_are_each_there_once_and_defaults_are_within_their_bounds()
    {
        Assert.Equal(OperatorPalettes.All.Count, OperatorPalettes.All.DistinctBy(palette => palette.Name).Count());
        foreach (var palette in OperatorPalettes.All)
        {
            Assert.Equal(palette.Verbs.Count, palette.Verbs.DistinctBy(verb => verb.Name).Count());
            foreach (var verb in palette.Verbs)
            {
                Assert.Equal(verb.Switches.Count, verb.Switches.DistinctBy(one => one.Name).Count());
                Assert.Equal(verb.Switches.Count, verb.Switches.DistinctBy(one => one.Letter).Count());
                Assert.IsType<OperatorLine.Called>(OperatorLine.Of(palette, verb, verb.Switches.Where(one => one.Need is SwitchNeed.Required).ToDictionary(one => one.Name, _ => "web")));
            }
        }
    }

    private static OperatorCall Call(string line) => Assert.IsType<OperatorLine.Called>(OperatorLine.Parse(line, OperatorPalettes.All)).Call;

    private static IReadOnlyList<string> Help(string line) => Assert.IsType<OperatorLine.Helped>(OperatorLine.Parse(line, OperatorPalettes.All)).Lines;
}
