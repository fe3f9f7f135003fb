using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit.Xunit2;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Core.Operators;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace ActorPm.PetabridgeCmd.Tests;

public sealed class OperatorHandlerActorSpecs : TestKit
{
    public static TheoryData<string, string> Verbs()
    {
        var data = new TheoryData<string, string>();
        foreach (var palette in OperatorPalettes.Own)
        {
            foreach (var verb in palette.Verbs)
            {
                data.Add(palette.Name, verb.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Each_verb_is_carried_out_with_what_was_said_and_answered_line_by_line(string paletteName, string verbName)
    {
        var (palette, verb) = Find(paletteName, verbName);
        var work = new FakeWork();
        var handler = Sys.ActorOf(new OperatorPaletteHandler(palette, work).HandlerProps);

        // As pbm sends it: the switches that were typed, the short one and the long one in turn.
        handler.Tell(new Command(paletteName, verbName, verb.Switches.Where(one => one.Need is SwitchNeed.Required).Select((one, index) => Tuple.Create(index % 2 == 0 ? one.Letter : one.Word, "7"))), TestActor);

        Assert.Equal((paletteName, verbName), (ExpectMsg<CommandResponse>(response => !response.Final).Msg, ExpectMsg<CommandResponse>(response => !response.Final).Msg));
        Assert.Same(CommandResponse.Empty, ExpectMsg<CommandResponse>());
        var (call, by) = Assert.Single(work.Calls);
        Assert.Equal($"{paletteName} {verbName}", call.Name);
        Assert.All(verb.Switches, one => Assert.Equal(one.Need is SwitchNeed.Required ? "7" : one.Default, call.Find(one.Name)));
        Assert.Equal("somebody over Petabridge.Cmd", by.ToString());
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Each_verb_is_defined_for_pbm_with_its_switches(string paletteName, string verbName)
    {
        var (palette, verb) = Find(paletteName, verbName);

        var translated = PaletteTranslation.ToPetabridge(palette);

        Assert.Equal(paletteName, translated.ModuleName);
        var definition = translated.Definitions.Single(known => known.Name == verbName);
        Assert.Equal(verb.Help, definition.Description);
        Assert.Equal(verb.Switches.Count, definition.ArgumentsByName.Count);
        Assert.All(verb.Switches, one => Assert.Equal((one.Need is SwitchNeed.Required, $"{one.Letter} {one.Word}"), (definition.ArgumentsByName[one.Name].Mandatory, string.Join(' ', definition.ArgumentsByName[one.Name].Switch.OrderBy(word => word.Length)))));
    }

    [Fact]
    public void What_cannot_be_carried_out_is_answered_with_the_sentence_of_the_other_shell()
    {
        var handler = Sys.ActorOf(OperatorHandlerActor.Props(OperatorPalettes.Apps, new FakeWork()));

        handler.Tell(new Command("apps", "restart", []), TestActor);
        Assert.StartsWith("apps restart needs -n <target>", ExpectMsg<ErroredCommandResponse>(response => response.Final).Msg, StringComparison.Ordinal);

        handler.Tell(new Command("apps", "restart", [Tuple.Create("--nme", "web")]), TestActor);
        Assert.Equal("apps restart has no switch '--nme'; did you mean --name?", ExpectMsg<ErroredCommandResponse>().Msg);
    }

    [Fact]
    public void A_refusal_between_lines_ends_the_answer()
    {
        var handler = Sys.ActorOf(OperatorHandlerActor.Props(OperatorPalettes.Apps, new FakeWork(new RefusedException(ControlErrorCode.NotFound, "There is no app web."))));

        handler.Tell(new Command("apps", "stop", [Tuple.Create("-n", "web")]), TestActor);

        ExpectMsg<CommandResponse>(response => !response.Final);
        ExpectMsg<CommandResponse>(response => !response.Final);
        Assert.Equal("There is no app web.", ExpectMsg<ErroredCommandResponse>(response => response.Final).Msg);
    }

    [Fact]
    public void A_defect_is_told_and_the_next_command_is_carried_out()
    {
        var handler = Sys.ActorOf(OperatorHandlerActor.Props(OperatorPalettes.Node, new FakeWork(new InvalidOperationException("broken"))));

        handler.Tell(new Command("node", "ping", []), TestActor);
        Assert.Contains("A defect in the daemon: broken", FishForMessage<ErroredCommandResponse>(_ => true).Msg, StringComparison.Ordinal);

        handler.Tell(new Command("node", "ping", []), TestActor);
        FishForMessage<ErroredCommandResponse>(_ => true);
    }

    [Fact]
    public void Stopping_the_handler_ends_what_it_was_carrying_out()
    {
        var work = new FakeWork(goesOn: true);
        var handler = Sys.ActorOf(OperatorHandlerActor.Props(OperatorPalettes.Node, work));
        handler.Tell(new Command("node", "ping", []), TestActor);
        ExpectMsg<CommandResponse>();

        Sys.Stop(handler);

        AwaitCondition(() => work.Ended);
    }

    [Fact]
    public async Task The_host_listens_where_it_is_told_to_and_has_the_palettes_that_it_lacks_by_itself()
    {
        using var app = new HostBuilder()
            .ConfigureServices(services => services.AddAkka("host", akka => akka.AddOperatorPalettes("127.0.0.1", 9110, () => new FakeWork())))
            .Build();
        await app.StartAsync();

        var host = await app.Services.GetRequiredService<ActorRegistry>().Get<Petabridge.Cmd.Host.PetabridgeCmd>().Ask<Petabridge.Cmd.Host.PetabridgeCmd>("?", TimeSpan.FromSeconds(10));

        Assert.Equal(("127.0.0.1", 9110), (host.Options.Host, host.Options.Port));
        Assert.Equal(["apps", "journal", "router", "node", "cluster"], host.Handlers.Select(handler => handler.Palette.ModuleName));
        await app.StopAsync();
    }

    private static (OperatorPalette Palette, OperatorVerb Verb) Find(string palette, string verb)
    {
        var found = OperatorPalettes.Own.Single(known => known.Name == palette);
        return (found, found.Find(verb)!);
    }

    private sealed class FakeWork(Exception? failure = null, bool goesOn = false) : IOperatorWork
    {
        private volatile bool _ended;

        public List<(OperatorCall Call, CommandOrigin By)> Calls { get; } = [];

        public bool Ended => _ended;

        public async IAsyncEnumerable<string> RunAsync(OperatorCall call, CommandOrigin by, [EnumeratorCancellation] CancellationToken cancellation)
        {
            Calls.Add((call, by));
            try
            {
                yield return call.Palette.Name;
                yield return call.Verb.Name;
                if (goesOn)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                }

                if (failure is not null)
                {
                    throw failure;
                }
            }
            finally
            {
                _ended = true;
            }
        }
    }
}
