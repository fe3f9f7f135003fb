using System.Text;
using System.Text.Json;
using ActorPm.Core.Events;
using ActorPm.Core.Instances;
using ActorPm.Core.Messages;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Tests.Events;

public sealed class AppMessageIntakeTests : IDisposable
{
    private static readonly CancellationToken _limit = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    private readonly EventBus _bus = new();
    private readonly AxmBoard _axm = new();
    private readonly InstanceBoard _board;
    private readonly AppMessageIntake _intake;

    public AppMessageIntakeTests()
    {
        _board = new InstanceBoard(new LifecycleEvents(_bus, _axm, new FakeClock(Specs.Noon)).Changed);
        _intake = new AppMessageIntake(_bus, _axm, _board, new FakeClock(Specs.Noon));
        Put(new InstanceState.Online(1, 77, Specs.Noon));
    }

    public void Dispose() => _bus.Dispose();

    [Fact]
    public async Task A_message_with_a_topic_goes_to_the_bus_under_it()
    {
        using var reader = _bus.Subscribe(TopicFilter.Default);

        Take("""{"type":"my:topic","data":{"a":1}}""");

        var happened = await reader.ReadAsync(_limit);
        Assert.Equal("my:topic", happened!.Topic);
        Assert.Equal(
            $$$"""{"process":{"pm_id":0,"name":"web","namespace":"default"},"data":{"a":1},"at":{{{Specs.Noon.ToUnixTimeMilliseconds()}}}}""",
            Encoding.UTF8.GetString(happened.Json.Span));
    }

    [Fact]
    public async Task Ready_is_told_to_the_caller_and_to_the_bus()
    {
        using var reader = _bus.Subscribe(TopicFilter.Default);

        Assert.IsType<AppMessage.Ready>(Take("\"ready\""));

        using var body = JsonDocument.Parse((await reader.ReadAsync(_limit))!.Json);
        Assert.Equal("ready", body.RootElement.GetProperty("raw").GetString());
    }

    [Fact]
    public async Task Metrics_and_actions_are_kept_and_not_told_on()
    {
        using var reader = _bus.Subscribe(TopicFilter.Everything);

        Take("""{"type":"axm:monitor","data":{"Heap":{"value":1}}}""");
        Take("""{"type":"axm:action","data":{"action_name":"gc"}}""");

        _bus.Complete();
        Assert.Null(await reader.ReadAsync(_limit));
        Assert.Equal("""{"Heap":{"value":1}}""", _axm.Of(1).MetricsJson);
        Assert.True(_axm.Of(1).Offers("gc"));
    }

    [Fact]
    public void What_a_process_told_of_itself_ends_with_it()
    {
        Take("""{"type":"axm:action","data":{"action_name":"gc"}}""");

        Put(new InstanceState.WaitingToRestart(1, Specs.Noon, new ExitStatus.Code(1)));

        Assert.Same(AxmState.Empty, _axm.Of(1));
    }

    [Fact]
    public void What_is_no_JSON_is_left_out() => Assert.Null(Take("{"));

    private AppMessage? Take(string line) => _intake.Take(1, Encoding.UTF8.GetBytes(line));

    private void Put(InstanceState state) =>
        _board.Publish(new InstanceFacts(Specs.App(), Specs.Slots(1)[0], state, Specs.History, null, null));
}
