using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Events;
using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Messages;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Control;

/// <summary>Brings input, messages, signals and calls of actions to the processes that a target selects.</summary>
internal sealed class Deliveries(InputCourier courier, CatalogBoard list, InstanceBoard board, AxmBoard axm, EventBus bus, TimeProvider clock)
{
    private const double DefaultTimeoutMs = 10_000;
    private const double LongestTimeoutMs = 600_000;

    private readonly DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>Takes who brings what; null lets it go.</summary>
    public HistoryRecorder? History { get; init; }

    /// <summary>Notes that somebody brings something to what a target selects; never what it is that is sent.</summary>
    /// <exception cref="RefusedException">It selects none, or cannot be read.</exception>
    public void Note(string text, string target, CommandOrigin by)
    {
        foreach (var app in Select(target).GroupBy(facts => facts.Spec.Name))
        {
            History?.Given(CommandText.Cut(text), CommandEffect.None, by, app.Key, [.. app.Select(facts => facts.Slot.Serial)]);
        }
    }

    /// <summary>The instances that a target selects, by ascending id.</summary>
    /// <exception cref="RefusedException">It selects none, or cannot be read.</exception>
    public IReadOnlyList<InstanceFacts> Select(string target) =>
        TargetSlots.FactsOf(list.Current, board, target, $"Process or Namespace {target} not found; `apm list` shows what there is.");

    /// <summary>Writes to standard inputs.</summary>
    public Task<DeliveryReply> SendAsync(SendRequest request, CancellationToken cancellation) =>
        BringAsync(request.Target, _ => new AppInput.Input(Encoding.UTF8.GetBytes(request.Data)), cancellation);

    /// <summary>Sends a signal.</summary>
    public Task<DeliveryReply> SignalAsync(SignalRequest request, CancellationToken cancellation) => SignalNames.TryParse(request.Signal) is { } signal
        ? BringAsync(request.Target, _ => new AppInput.Signal(signal), cancellation)
        : throw new RefusedException(ControlErrorCode.InvalidRequest, $"'{request.Signal}' is not a signal; give a name as SIGUSR2 or a number from 1 to 31.");

    /// <summary>Sends a packet of data.</summary>
    public Task<DeliveryReply> SendAsync(MessageRequest request, CancellationToken cancellation) =>
        BringAsync(request.Target, to => AppInput.Packet(to.Slot.PmId, request.Type, request.Data, request.Topic), cancellation);

    /// <summary>Brings something to each selected process.</summary>
    /// <exception cref="RefusedException">Not one has it.</exception>
    public async Task<DeliveryReply> BringAsync(string target, Func<InstanceFacts, AppInput> input, CancellationToken cancellation)
    {
        var selected = Select(target);
        var outcomes = await Task.WhenAll(selected.Select(async to => (To: to, Problem: await BringAsync(to, input(to), cancellation))));
        var missed = outcomes.Where(outcome => outcome.Problem is not null).Select(outcome => outcome.Problem!).ToList();
        return missed.Count < outcomes.Length
            ? new DeliveryReply([.. outcomes.Where(outcome => outcome.Problem is null).Select(outcome => new DeliveredTo(outcome.To.Slot.PmId, outcome.To.Spec.Name.Value))], missed)
            : throw new RefusedException(ControlErrorCode.NothingToDo, string.Join(' ', missed));
    }

    /// <summary>Calls an action of each selected process that offers it, without waiting for replies.</summary>
    /// <param name="target">Whose.</param>
    /// <param name="action">The action's name.</param>
    /// <param name="message">What is sent to each.</param>
    /// <param name="cancellation">The caller has left.</param>
    /// <returns>Those that were called; at least one.</returns>
    /// <exception cref="RefusedException">There is no such action, or nobody who takes the call.</exception>
    public async Task<IReadOnlyList<InstanceFacts>> CallAsync(
        string target, string action, Func<InstanceFacts, AppInput> message, CancellationToken cancellation)
    {
        var selected = Select(target);
        // What a process announced to an earlier daemon is not known to this one: it may have the action.
        var able = selected.Where(facts => axm.Of(facts.Slot.Serial).Offers(action) || (facts.StartedAt < _since && facts.State is InstanceState.Online)).ToList();
        if (able.Count == 0)
        {
            throw new RefusedException(
                ControlErrorCode.NotFound,
                $"Action doesn't exist {action} for {target}: no running process of it has announced one of that name; `apm describe {target}` shows those there are.");
        }

        var outcomes = await Task.WhenAll(able.Select(async to => (To: to, Problem: await BringAsync(to, message(to), cancellation))));
        var called = outcomes.Where(outcome => outcome.Problem is null).Select(outcome => outcome.To).ToList();
        return called.Count > 0
            ? called
            : throw new RefusedException(
                ControlErrorCode.NothingToDo, $"Not any process has received a command (offline or unexistent). {string.Join(' ', outcomes.Select(outcome => outcome.Problem))}");
    }

    /// <summary>Calls an action and gathers the replies.</summary>
    public async Task<TriggerReply> TriggerAsync(TriggerRequest request, CancellationToken cancellation)
    {
        var timeout = request.TimeoutMs ?? DefaultTimeoutMs;
        if (timeout is not (>= 1 and <= LongestTimeoutMs))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"The time to wait for replies is 1 to {LongestTimeoutMs} milliseconds, not {timeout}.");
        }

        // Listening begins before the call, so that no reply is too early.
        using var replies = bus.Subscribe(TopicFilter.Parse(AppMessages.Reply));
        var called = await CallAsync(request.Target, request.Action, to => AppInput.Trigger(to.Slot.PmId, request.Action, request.Parameter), cancellation);
        var silent = called.Select(facts => facts.Slot.PmId).ToHashSet();
        var heard = new List<ActionReply>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeout), clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            while (silent.Count > 0 && await replies.ReadAsync(end.Token) is { } happened)
            {
                if (happened.Source is { } source && silent.Contains(source.PmId) && ReplyOf(happened, source, request.Action) is { } reply)
                {
                    silent.Remove(source.PmId);
                    heard.Add(reply);
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // Who has not replied by now is told to the caller as silent.
        }

        return new TriggerReply(called.Count, heard, [.. silent.Order()]);
    }

    private async Task<string?> BringAsync(InstanceFacts to, AppInput input, CancellationToken cancellation)
    {
        var who = $"{new InstanceId(to.Spec.Name, to.Slot.Ordinal)} (id {to.Slot.PmId})";
        if (!input.Fits)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"This is longer than the {AppInput.MaxBytes} bytes that can be sent at once; send it in parts.");
        }

        return await courier.BringAsync(to, input, cancellation) switch
        {
            AppInputOutcome.Delivered => null,
            AppInputOutcome.NotRunning => $"{who} is not running.",
            AppInputOutcome.NoChannel => $"{who} has no open message channel: only Node.js and Bun apps have one.",
            AppInputOutcome.Full => $"{who} has no standard input, or does not read it: its pipe takes no more.",
            var other => throw new InvalidOperationException($"Not an outcome: {other}."),
        };
    }

    // Null for the reply to somebody else's call of another action.
    private static ActionReply? ReplyOf(BusEvent happened, EventSource source, string action)
    {
        using var document = JsonDocument.Parse(happened.Json);
        if (!document.RootElement.TryGetProperty("data", out var data) || data.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (data.TryGetProperty("action_name", out var name) && !(name.ValueKind is JsonValueKind.String && name.ValueEquals(action)))
        {
            return null;
        }

        return new ActionReply(source.PmId, source.Name, source.Namespace, data.TryGetProperty("return", out var value) ? value.Clone() : null);
    }
}
