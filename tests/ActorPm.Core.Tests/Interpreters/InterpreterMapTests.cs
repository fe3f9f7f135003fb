using ActorPm.Core.Apps;
using ActorPm.Core.Interpreters;

namespace ActorPm.Core.Tests.Interpreters;

public sealed class InterpreterMapTests
{
    [Theory]
    [InlineData("a.sh", "bash sh")]
    [InlineData("a.py", "python python3")]
    [InlineData("a.rb", "ruby")]
    [InlineData("a.php", "php")]
    [InlineData("a.pl", "perl")]
    [InlineData("a.js", "node")]
    [InlineData("a.mjs", "node")]
    [InlineData("a.cjs", "node")]
    [InlineData("a.ts", "bun node")]
    [InlineData("a.tsx", "bun")]
    [InlineData("a.coffee", "coffee")]
    [InlineData("a.ls", "lsc")]
    public void The_extension_names_the_interpreter_whatever_the_file_is(string script, string candidates)
    {
        foreach (var kind in Enum.GetValues<ProgramKind>())
        {
            Assert.Equal(candidates.Split(' '), InterpreterMap.CandidatesFor(script, kind));
        }
    }

    [Theory]
    [InlineData(ProgramKind.Binary, "none")]
    [InlineData(ProgramKind.ExecutableScript, "none")]
    [InlineData(ProgramKind.PlainFile, "node")]
    public void Without_a_known_extension_the_file_decides(ProgramKind kind, string candidate)
    {
        Assert.Equal([candidate], InterpreterMap.CandidatesFor("/srv/tool", kind));
        Assert.Equal([candidate], InterpreterMap.CandidatesFor("/srv/tool.v2", kind));
    }

    [Theory]
    [InlineData("python", true)]
    [InlineData("/usr/bin/python3.12", true)]
    [InlineData("node", false)]
    [InlineData("/opt/python/bin/node", false)]
    public void A_Python_is_known_by_its_file_name(string interpreter, bool isPython)
    {
        Assert.Equal(isPython, InterpreterMap.IsPython(interpreter));
    }
}
