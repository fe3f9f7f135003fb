using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Wire;
using ActorPm.Daemon.Control;

namespace ActorPm.Daemon.Checkpoints;

/// <summary>The apps of a PM2, as its last <c>pm2 save</c> left them.</summary>
/// <param name="Apps">Those that can be started here.</param>
/// <param name="Notes">What is wrong with the others.</param>
internal sealed record Pm2Takeover(ImmutableArray<CatalogEntry> Apps, ImmutableArray<string> Notes)
{
    /// <summary>Reads a PM2's home, or its dump.</summary>
    /// <param name="from">Either one, absolute.</param>
    /// <param name="probe">Looks for the scripts.</param>
    /// <exception cref="RefusedException">It cannot be read.</exception>
    public static Pm2Takeover Of(string from, IProgramProbe probe)
    {
        var path = Directory.Exists(from) ? Path.Combine(from, "dump.pm2") : from;
        Pm2DumpReading reading;
        try
        {
            reading = Pm2Dump.Read(File.ReadAllBytes(path), Path.GetDirectoryName(path) ?? "/");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ControlErrorCode.NotFound, $"{path} cannot be read: {problem.Message} Run `pm2 save` first, or name another home with --from.");
        }
        catch (FormatException problem)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"{path} cannot be used: {problem.Message} Run `pm2 save` again.");
        }

        var apps = ImmutableArray.CreateBuilder<CatalogEntry>();
        var notes = reading.Problems.ToBuilder();
        foreach (var app in reading.Apps)
        {
            switch (AppSpecResolver.Resolve(app.Request, probe, Environment.ProcessorCount))
            {
                case ResolvedApp.Resolved resolved:
                    // Ids and serials are given when it is put on the list.
                    apps.Add(new CatalogEntry(resolved.Spec with { Instances = app.Wishes.Length }, [.. app.Wishes.Select((wish, ordinal) => new Slot(ordinal, 0, 0, wish))]));
                    break;
                case ResolvedApp.Invalid invalid:
                    notes.AddRange(invalid.Problems.Select(problem => $"{app.Request.Name} was left out: {problem.Message}"));
                    break;
            }
        }

        return new Pm2Takeover(apps.ToImmutable(), notes.ToImmutable());
    }
}
