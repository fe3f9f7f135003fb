using ActorPm.Processes.Output;
using ActorPm.Processes.Records;

namespace ActorPm.Processes.Launching;

/// <summary>Where the two outputs of a slot go; <c>/dev/null</c> is no file.</summary>
/// <param name="App">Whose output it is.</param>
/// <param name="OutFile">The log of standard output; null discards.</param>
/// <param name="ErrorFile">The log of standard error; null discards.</param>
/// <param name="Plan">The shape, and the file that gets both.</param>
internal sealed record OutputPaths(string App, string? OutFile, string? ErrorFile, OutputPlan Plan)
{
    private const string Nowhere = "/dev/null";

    /// <summary>Whether both outputs flow through one pipe, which keeps the order of their lines. Objects say which output a line came from.</summary>
    public bool AreOne => OutFile == ErrorFile && Plan.Shape != LineShape.Json;

    /// <summary>As an order has it.</summary>
    public static OutputPaths Of(LaunchOrder order) => new(order.Instance.App.Value, FileOf(order.OutFile), FileOf(order.ErrorFile), Clean(order.Output));

    /// <summary>As it was when a process was launched.</summary>
    public static OutputPaths Of(RuntimeRecord record) =>
        new(AppOf(record.Instance), FileOf(record.OutFile), FileOf(record.ErrorFile), Clean(record.Output ?? OutputPlan.Raw));

    private static OutputPlan Clean(OutputPlan plan) => plan with { CombinedFile = FileOf(plan.CombinedFile) };

    private static string? FileOf(string? path) => path == Nowhere ? null : path;

    // An instance is shown as its app's name and its number.
    private static string AppOf(string instance) => instance.LastIndexOf(InstanceSeparator) is > 0 and var end ? instance[..end] : instance;

    private const char InstanceSeparator = ':';
}
