using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class HoconListsTests
{
    [Theory]
    [InlineData("a = [127.0.0.1:80]", "line 1: ':'")]
    [InlineData("a = 1\nb = [\n *.js ]", "line 3: '*'")]
    [InlineData("apps = [{ a = b }, c : d }]", "line 1: ':'")]
    [InlineData("a = [b }", "line 1: '}'")]
    [InlineData("a = [$b]", "line 1: '$'")]
    [InlineData("a = ${b?[=}", "line 1: a substitution")]
    [InlineData("a { b = ${\nc { d = ${e?f[ $= g } }", "line 1: a substitution")]
    [InlineData("a = 1\nb = ${?a}", "line 2: a substitution")]
    [InlineData("a { b = ${", "line 1: a substitution")]
    [InlineData("a = b\nc = ${ a }", "line 2: a substitution")]
    [InlineData("a = [${?b}, ${\"c[d\"}]", "line 1: a substitution")]
    [InlineData("a = [b, # ]\n", "never closed")]
    [InlineData("a = [{ b = c ] = d }]", "line 1: ']' stands where")]
    [InlineData("a = b ]", "line 1: ']' closes nothing")]
    [InlineData("a = [{ b = [} ] }]", "line 1: '}' stands in a list")]
    [InlineData("a = [{ b \u001a \"c\" }]", "line 1: '\u001a' stands where '=' should be")]
    [InlineData("a = [{ b }]", "line 1: '}' stands where '=' should be")]
    [InlineData("a = [{ b = c:d }]", "line 1: ':' stands in a list")]
    [InlineData("a = [{ b = c", "never closed")]
    [InlineData("a = [{ b = c\n{} { d : e } }]", "line 2: '{' stands where a key should be")]
    [InlineData("a = [{ b = c, {} { d : e } }]", "line 1: '{' stands where a key should be")]
    [InlineData("a = [{ b {} { d : e } }]", "line 1: '{' stands where the next line")]
    [InlineData("a { b = c }\n}", "line 2: '}' closes nothing")]
    [InlineData("a = b\nb\"\"\"\"\"\" = a.[ =", "line 2: three quotes")]
    [InlineData("a = \"\"\"b\"\" [", "line 1: a text in three quotes is never closed")]
    public void A_list_that_the_parser_would_never_leave_is_named(string text, string mistake) =>
        Assert.Contains(mistake, HoconLists.Mistake(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a = [1, b c, \"127.0.0.1:80\", ${x}, ${y.z}, { d = e, f : g }, [h]]")]
    [InlineData("a = [\"\"\"x:\"y\" = \"\"\", // :\n \"\\\"*\"] # [*")]
    [InlineData("a : { b = *c }")]
    [InlineData("a = [${b}, ${c-d.e_f}]")]
    [InlineData("a = [{ b { c = d }\n e = # f\n { g : h }, i.j { k = l } }\n { m = ${n} { o = p } }]")]
    [InlineData("a { b = 1 }\n{ c = 2 }")]
    [InlineData("a = \"\"\"\"\"\", b: // c\n \"\"\"x\ny\"\"\"\nc = ${a}\"\"\"z\"\"\"")]
    public void Lists_as_they_should_be_have_no_mistake(string text) => Assert.Null(HoconLists.Mistake(text));
}
