using System.Globalization;
using ActorPm.Core.Guard;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Handover;

/// <summary>
/// Descriptors survive an exec under their own numbers, when they are not marked close-on-exec; <see cref="HandoverText"/> tells the next program which is which.
/// </summary>
public static class DescriptorHandover
{
    /// <summary>Lets the descriptors of a bundle survive the next exec.</summary>
    /// <param name="bundle">The descriptors; as before when the result is disposed of.</param>
    /// <param name="environment">Is told where the list is.</param>
    /// <exception cref="IOException">The list cannot be written: too many files are open.</exception>
    public static Packed Pack(DescriptorBundle bundle, IDictionary<string, string> environment)
    {
        var all = bundle.All;
        var list = MemoryFile.Create(HandoverText.Format(all));
        if (list < 0)
        {
            throw new IOException($"The list of open files could not be written: {LibC.Describe(LibC.Errno)}.");
        }

        foreach (var (_, number) in all)
        {
            _ = LibC.fcntl(number, LibC.F_SETFD, 0);
        }

        environment[HandoverText.Variable] = list.ToString(CultureInfo.InvariantCulture);
        return new Packed(all, list, environment);
    }

    /// <summary>
    /// Takes possession of what an earlier program left, and removes the variable: nobody else shall see it. What is not open, or was not listed by a daemon,
    /// is skipped.
    /// </summary>
    /// <param name="environment">This program's variables.</param>
    public static DescriptorBundle Unpack(IDictionary<string, string> environment)
    {
        var bundle = new DescriptorBundle();
        if (!environment.Remove(HandoverText.Variable, out var digits) || HandoverText.ReadNumber(digits) is not { } list || MemoryFile.Read(list) is not { } text)
        {
            return bundle;
        }

        foreach (var (key, number) in HandoverText.Parse(text))
        {
            if (number != list && LibC.fcntl(number, LibC.F_SETFD, LibC.FD_CLOEXEC) == 0)
            {
                bundle.Own(key, number);
            }
        }

        _ = LibC.close(list);
        return bundle;
    }

    /// <summary>Undoes <see cref="Pack"/> when there was no exec after all.</summary>
    public sealed class Packed : IDisposable
    {
        private readonly IReadOnlyList<HandedDescriptor> _descriptors;
        private readonly IDictionary<string, string> _environment;
        private readonly int _list;

        internal Packed(IReadOnlyList<HandedDescriptor> descriptors, int list, IDictionary<string, string> environment)
        {
            _descriptors = descriptors;
            _list = list;
            _environment = environment;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var (_, number) in _descriptors)
            {
                _ = LibC.fcntl(number, LibC.F_SETFD, LibC.FD_CLOEXEC);
            }

            _ = LibC.close(_list);
            _environment.Remove(HandoverText.Variable);
        }
    }
}
