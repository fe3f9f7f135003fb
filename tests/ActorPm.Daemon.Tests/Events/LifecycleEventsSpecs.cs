using System.Text.Json;
using Akka.TestKit.Xunit2;
using ActorPm.Core.Catalog;
using ActorPm.Core.Events;
using ActorPm.Core.Instances;
using ActorPm.Core.Messages;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Tests.Apps;
using ActorPm.Processes;

namespace ActorPm.Daemon.Tests.Events;

public sealed class LifecycleEventsSpecs() : TestKit(VirtualTime.Config)
{
    [Fact]
    public async Task A_life_is_told_from_start_to_delete_each_exit_once_with_its_status()
    {
        var stage = new AppStage(this, Specs.App());
        using var reader = stage.Bus.Subscribe(TopicFilter.Parse("process:event"));
        var slot = Specs.Slots(1)[0];

        var first = await stage.StartAsync(slot);
        first.Exit(3);
        var second = await stage.LaunchedAsync(slot.Serial, 2);
        stage.Order(InstructionKind.Restart, slot);
        await stage.EventuallyAsync(() => Assert.Contains(second.Heard, heard => heard.StartsWith("SIGINT", StringComparison.Ordinal)));
        second.Exit(new ExitStatus.Signalled(UnixSignal.SIGINT));
        var third = await stage.LaunchedAsync(slot.Serial, 3);
        stage.Remove(slot);
        await stage.EventuallyAsync(() => Assert.Contains(third.Heard, heard => heard.StartsWith("SIGINT", StringComparison.Ordinal)));
        third.Exit(new ExitStatus.Signalled(UnixSignal.SIGINT));
        await stage.EventuallyAsync(() => Assert.Null(stage.Board.Find(slot.Serial)));
        stage.Bus.Complete();

        var told = new List<string>();
        while (await reader.ReadAsync(new CancellationTokenSource(AppStage.Limit).Token) is { } happened)
        {
            using var body = JsonDocument.Parse(happened.Json);
            var root = body.RootElement;
            told.Add($"{root.GetProperty("event")} {root.GetProperty("manually")}{(root.TryGetProperty("exit_code", out var code) ? $" {code}" : "")}{(root.TryGetProperty("exit_signal", out var signal) ? $" {signal}" : "")}");
        }

        Assert.Equal(
            [
                "start True", "online False", "exit False 3", "online False", "exit True 130 SIGINT", "online False", "restart True", "exit True 130 SIGINT", "stop True", "delete True",
            ],
            told);
    }

    [Fact]
    public async Task A_running_process_is_brought_what_is_sent_and_a_resting_one_is_not()
    {
        var stage = new AppStage(this, Specs.App());
        var slot = Specs.Slots(1)[0];
        var courier = new InputCourier(() => stage.App);
        stage.Order(InstructionKind.Stop, slot);
        await stage.StateAsync<InstanceState.Stopped>(slot.Serial);
        Assert.Equal(AppInputOutcome.NotRunning, await BringAsync(AppInput.Trigger(0, "gc", null)));

        var process = await stage.StartAsync(slot);
        (process.Channel, process.Input) = (ChannelState.Open, InputUse.Pipe);

        Assert.Equal(AppInputOutcome.Delivered, await BringAsync(AppInput.Trigger(0, "gc", null)));
        Assert.Equal(AppInputOutcome.Delivered, await BringAsync(new AppInput.Input("hello\n"u8.ToArray())));
        Assert.Equal(AppInputOutcome.Delivered, await BringAsync(new AppInput.Signal(UnixSignal.SIGUSR2)));
        (process.Channel, process.Input) = (ChannelState.Closed, InputUse.Null);
        Assert.Equal(AppInputOutcome.NoChannel, await BringAsync(AppInput.Trigger(0, "gc", null)));
        Assert.Equal(AppInputOutcome.Full, await BringAsync(new AppInput.Input("hello\n"u8.ToArray())));
        Assert.Equal(["message \"gc\"", "input hello\n", "SIGUSR2 to the main process"], process.Heard.Take(3));

        Task<AppInputOutcome> BringAsync(AppInput input) => courier.BringAsync(stage.Board.Find(slot.Serial)!, input, CancellationToken.None);
    }
}
