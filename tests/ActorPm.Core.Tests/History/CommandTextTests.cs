using ActorPm.Core.Catalog;
using ActorPm.Core.History;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Tests.History;

public sealed class CommandTextTests
{
    [Fact]
    public void A_start_names_the_apps_and_never_their_variables()
    {
        var spec = Specs.App(environment: [("PASSWORD", "hunter2")], arguments: ["--token", "abc"]);

        Assert.Equal("apm start web", CommandText.Of(new CatalogCommand.Start([new StartItem.New(spec, WhenRunning.Refuse)], [])));
    }

    [Fact]
    public void Verbs_are_told_with_their_targets()
    {
        Assert.Equal("apm stop web 3", CommandText.Of(new CatalogCommand.Stop(["web", "3"])));
        Assert.Equal("apm scale web +2", CommandText.Of(new CatalogCommand.Scale("web", "+2")));
        Assert.Equal("apm reload all", CommandText.Of(new CatalogCommand.Reload(["all"], null, ReloadOptions.None)));
    }

    [Fact]
    public void A_text_without_end_is_cut() => Assert.Equal(200, CommandText.Of(new CatalogCommand.Stop([new string('x', 9000)])).Length);

    [Fact]
    public void What_would_reach_a_terminal_becomes_blank() => Assert.Equal("apm stop / [2J/", CommandText.Of(new CatalogCommand.Stop(["/\e[2J/"])));

    [Theory]
    [InlineData(InstructionKind.Replay)]
    [InlineData(InstructionKind.Replaced)]
    [InlineData(InstructionKind.ReloadEnded)]
    public void What_other_facts_tell_is_no_command(InstructionKind kind) => Assert.Null(CommandText.EffectOf(kind));
}
