using System.Globalization;
using ActorPm.Core.Guard;
using ActorPm.Core.Logs;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;
using ActorPm.Processes.Native;
using ActorPm.Processes.Output;

namespace ActorPm.Processes.Launching;

/// <summary>Connects the slots' pipes with the log files.</summary>
internal sealed class SlotOutputs(ProcessesOptions options, EventLoop loop, LogFiles logs, DescriptorStore descriptors)
{
    /// <summary>Makes a slot's pipes lead to the given files. Under the slot's lock.</summary>
    /// <exception cref="LaunchException">A pipe cannot be made.</exception>
    public void Connect(Slot slot, OutputPaths paths)
    {
        if (slot.Error is not null && (slot.Error == slot.Out) != paths.AreOne)
        {
            Disconnect(slot.Error == slot.Out ? null : slot.Error);
            slot.Error = null;
        }

        slot.Out = Connect(slot.Out, paths, paths.OutFile, LogStream.Out, PipePath(slot.Serial, "out"), Place(slot, SlotPart.Out));
        slot.Error = paths.AreOne ? slot.Out : Connect(slot.Error, paths, paths.ErrorFile, LogStream.Error, PipePath(slot.Serial, "err"), Place(slot, SlotPart.Error));
    }

    /// <summary>Lets go of a slot's pipes and files. Under the slot's lock.</summary>
    public void Disconnect(Slot slot)
    {
        Disconnect(slot.Error == slot.Out ? null : slot.Error);
        Disconnect(slot.Out);
        slot.Out = slot.Error = null;
    }

    /// <summary>Removes a slot's pipes.</summary>
    public void Forget(long serial)
    {
        foreach (var pipe in new[] { PipePath(serial, "out"), PipePath(serial, "err") })
        {
            _ = LibC.unlink(pipe);
            _ = LibC.unlink(pipe + SpoolRecovery.Ending);
        }
    }

    private OutputPipe? Connect(OutputPipe? pipe, OutputPaths paths, string? file, LogStream stream, string pipePath, KeptDescriptor place)
    {
        var wanted = new[] { file, paths.Plan.CombinedFile }.OfType<string>().Distinct().ToList();
        if (wanted.Count == 0)
        {
            Disconnect(pipe);
            return null;
        }

        if (pipe is not null && pipe.Target.Plan == paths.Plan && pipe.Target.Files.Select(log => log.Path).SequenceEqual(wanted))
        {
            // The paths are the same; the files may have been deleted or renamed since.
            foreach (var log in pipe.Target.Files)
            {
                log.Open();
            }

            return pipe;
        }

        var target = new OutputTarget(
            [.. wanted.Select(path => logs.Attach(path, paths.App))],
            paths.Plan.Shape == LineShape.Raw ? null : new LineShaper(paths.Plan, stream, options.Clock),
            paths.Plan);
        if (pipe is not null)
        {
            Detach(pipe.Retarget(target));
            return pipe;
        }

        try
        {
            return OutputPipe.Open(pipePath, options.PipeBytes, target, loop, place);
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            Detach(target);
            throw LaunchFailure.Of(e);
        }
    }

    private void Disconnect(OutputPipe? pipe)
    {
        if (pipe is not null)
        {
            pipe.Drain();
            pipe.Dispose();
            Detach(pipe.Target);
        }
    }

    private void Detach(OutputTarget target)
    {
        foreach (var file in target.Files)
        {
            logs.Detach(file);
        }
    }

    private KeptDescriptor Place(Slot slot, SlotPart part) =>
        slot.Serial < Slots.FirstOfCommands ? KeptDescriptor.Of(descriptors, slot.Serial, part) : default;

    private string PipePath(long serial, string which) => string.Create(CultureInfo.InvariantCulture, $"{options.RuntimeDirectory}/{serial}.{which}");
}
