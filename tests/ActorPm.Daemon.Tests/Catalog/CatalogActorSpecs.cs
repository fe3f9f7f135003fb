using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Journal;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Catalog;

public sealed class CatalogActorSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly CatalogBoard _board = new();
    private readonly TestProbe _neighbour;
    private IActorRef _catalog = ActorRefs.Nobody;

    public CatalogActorSpecs(ITestOutputHelper output)
        : base(
            ConfigurationFactory.ParseString("""
                akka.loglevel = WARNING
                akka.persistence.journal.plugin = "akka.persistence.journal.flaky"
                akka.persistence.journal.flaky.class = "ActorPm.Daemon.Tests.Catalog.FlakyJournal, ActorPm.Daemon.Tests"
                akka.persistence.journal.flaky.plugin-dispatcher = "akka.actor.default-dispatcher"
                akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
                """),
            output: output)
    {
        FlakyJournal.Reset();
        _neighbour = CreateTestProbe();
    }

    [Fact]
    public async Task A_new_home_has_an_empty_list_which_the_apps_are_told()
    {
        await BeginAsync();

        Assert.Empty(_board.Current.Apps);
    }

    [Fact]
    public async Task A_command_is_written_then_told_to_the_apps_then_answered()
    {
        await BeginAsync();

        Tell(Start("web"));

        var carry = await _neighbour.ExpectMsgAsync<AppsProtocol.Carry>(_limit);
        Assert.Equal(["AppAdded"], FlakyJournal.Written);
        Assert.Equal(carry.Catalog, _board.Current);
        var accepted = await _neighbour.ExpectMsgAsync<CatalogProtocol.Accepted>(_limit);
        Assert.Equal(carry.Instructions, accepted.Instructions);
    }

    [Fact]
    public async Task A_refusal_writes_and_tells_nothing()
    {
        await BeginAsync();

        Tell(new CatalogCommand.Stop(["web"]));

        Assert.Equal(ControlErrorCode.NotFound, (await _neighbour.ExpectMsgAsync<CatalogProtocol.Refused>(_limit)).Error.Code);
        Assert.Empty(FlakyJournal.Written);
    }

    [Fact]
    public async Task A_command_that_changes_no_wish_is_told_without_writing()
    {
        await BeginAsync();
        await AcceptedAsync(Start("web"));

        await AcceptedAsync(new CatalogCommand.Restart(["web"], null));

        Assert.Equal(["AppAdded"], FlakyJournal.Written);
    }

    [Fact]
    public async Task A_later_incarnation_replays_the_list()
    {
        await BeginAsync();
        await AcceptedAsync(Start("web"));
        await AcceptedAsync(new CatalogCommand.Scale("web", "3"));
        var before = _board.Current;

        await EndAsync();
        var replayed = await BeginAsync();

        AssertSame(before, replayed);
    }

    [Theory]
    [InlineData(nameof(Mood.Fails))]
    [InlineData(nameof(Mood.Rejects))]
    public async Task A_command_that_cannot_be_written_is_refused_and_the_next_incarnation_knows_what_is_durable(string mood)
    {
        await BeginAsync();
        await AcceptedAsync(Start("web"));
        var durable = _board.Current;
        FlakyJournal.Mood = Enum.Parse<Mood>(mood);

        Tell(new CatalogCommand.Scale("web", "3"));

        var refused = await _neighbour.FishForMessageAsync<CatalogProtocol.Refused>(_ => true, _limit);
        Assert.Equal(ControlErrorCode.JournalUnavailable, refused.Error.Code);
        FlakyJournal.Mood = Mood.Works;
        var replay = (AppsProtocol.Replay)await _neighbour.FishForMessageAsync(message => message is AppsProtocol.Replay, _limit);
        AssertSame(durable, replay.Catalog);
        await AcceptedAsync(new CatalogCommand.Scale("web", "2"));
        Assert.Equal(2, _board.Current.Apps["web"].Slots.Length);
    }

    [Fact]
    public async Task While_the_journal_is_out_of_order_commands_are_refused_at_once()
    {
        await BeginAsync();
        FlakyJournal.Mood = Mood.Fails;
        Tell(Start("web"));
        await _neighbour.ExpectMsgAsync<CatalogProtocol.Refused>(_limit);

        // What is told in the moment between the end of the actor and its supervisor's hearing of it is told to nobody.
        await AwaitAssertAsync(
            async () =>
            {
                Tell(Start("web"));
                var refused = (CatalogProtocol.Refused)await _neighbour.FishForMessageAsync(message => message is CatalogProtocol.Refused, TimeSpan.FromSeconds(1));
                Assert.Equal(ControlErrorCode.JournalUnavailable, refused.Error.Code);
            },
            _limit);
        Assert.Empty(_board.Current.Apps);
    }

    [Fact]
    public async Task A_list_replayed_from_a_snapshot_is_the_same()
    {
        await BeginAsync(snapshotEvery: 3);
        foreach (var name in (string[])["a", "b", "c", "d", "e", "f", "g"])
        {
            await AcceptedAsync(Start(name));
        }

        await AcceptedAsync(new CatalogCommand.Delete(["b"]));
        await AwaitAssertAsync(() => Assert.True(FlakyJournal.DeletedTo > 3), TimeSpan.FromSeconds(10));
        await AcceptedAsync(Start("h"));
        var before = _board.Current;

        await EndAsync();
        var replayed = await BeginAsync(snapshotEvery: 3);

        AssertSame(before, replayed);
        Assert.True(FlakyJournal.ReplayedFrom > 3, $"Replayed from event {FlakyJournal.ReplayedFrom}.");
    }

    private static CatalogCommand Start(string name) => new CatalogCommand.Start([new StartItem.New(Specs.App(name), WhenRunning.Refuse)], []);

    private static void AssertSame(AppCatalog expected, AppCatalog actual)
    {
        Assert.Equal(expected.Apps.Values, actual.Apps.Values);
        Assert.Equal((expected.NextPmId, expected.NextSerial), (actual.NextPmId, actual.NextSerial));
    }

    private void Tell(CatalogCommand command) => _catalog.Tell(command, _neighbour);

    private async Task AcceptedAsync(CatalogCommand command)
    {
        Tell(command);
        await _neighbour.ExpectMsgAsync<AppsProtocol.Carry>(_limit);
        await _neighbour.ExpectMsgAsync<CatalogProtocol.Accepted>(_limit);
    }

    private async Task<AppCatalog> BeginAsync(int snapshotEvery = 100)
    {
        _catalog = Sys.ActorOf(CatalogActor.Props(_neighbour, _board, new SqliteJournal("state.db", _limit), snapshotEvery));
        return (await _neighbour.ExpectMsgAsync<AppsProtocol.Replay>(_limit)).Catalog;
    }

    private async Task EndAsync()
    {
        await WatchAsync(_catalog);
        Sys.Stop(_catalog);
        await ExpectTerminatedAsync(_catalog, _limit);
    }
}
