using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Launching;

/// <summary>
/// <c>posix_spawn</c>: the child gets a session of its own, default dispositions for all signals, an empty mask, its working directory, three
/// descriptors, its end of a channel if it has one, and nothing else. glibc makes it with CLONE_VFORK, so a large daemon starts as fast as a small one.
/// </summary>
internal static unsafe class SpawnCall
{
    private const string ChannelVariable = "NODE_CHANNEL_FD", SerializationVariable = "NODE_CHANNEL_SERIALIZATION_MODE";

    /// <summary>Larger than any posix_spawnattr_t (336) and posix_spawn_file_actions_t (80) of glibc.</summary>
    private const int StructureBytes = 512;

    private static readonly nint Attributes = MakeAttributes();

    /// <summary>Starts a program.</summary>
    /// <param name="order">What.</param>
    /// <param name="mark">The value of <see cref="Trees.Mark.Variable"/>.</param>
    /// <param name="outPath">Opened for reading and writing as standard output.</param>
    /// <param name="errorPath">Opened as standard error; the same as <paramref name="outPath"/> makes both one.</param>
    /// <param name="endowment">The descriptors that it is given beside these.</param>
    /// <param name="pid">The child.</param>
    /// <returns>0 or the error number.</returns>
    public static int Start(LaunchOrder order, string mark, string outPath, string errorPath, Endowment endowment, out int pid)
    {
        var strings = new NativeStrings(Measure(order, mark, outPath, errorPath), order.Arguments.Length + order.Environment.Count + 7);
        var actions = stackalloc byte[StructureBytes];
        _ = LibC.posix_spawn_file_actions_init(actions);
        try
        {
            var argv = strings.Pointers;
            var program = strings.Add(order.Program);
            strings.List(program);
            foreach (var argument in order.Arguments)
            {
                strings.List(strings.Add(argument));
            }

            strings.List(null);
            var envp = strings.Pointers;
            strings.List(strings.Add(Trees.Mark.Variable, mark));
            if (endowment.Channel >= 0)
            {
                strings.List(strings.Add(ChannelVariable, endowment.ChannelDescriptor.ToString(CultureInfo.InvariantCulture)));
                strings.List(strings.Add(SerializationVariable, "json"));
            }

            foreach (var (name, value) in order.Environment)
            {
                // The channel of whoever called apm is not the app's: with a descriptor that is not there, Node does not start.
                if (name is not (Trees.Mark.Variable or ChannelVariable or SerializationVariable))
                {
                    strings.List(strings.Add(name, value));
                }
            }

            strings.List(null);

            // Read-write and by path: the child then holds its own end open, and no death of a daemon ever breaks the pipe.
            _ = LibC.posix_spawn_file_actions_addchdir_np(actions, strings.Add(order.WorkingDirectory));
            if (endowment.Input >= 0)
            {
                _ = LibC.posix_spawn_file_actions_addopen(
                    actions, 0, strings.Add(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{endowment.Input}")), LibC.O_RDWR, 0);
            }
            else
            {
                _ = LibC.posix_spawn_file_actions_addopen(actions, 0, strings.Add("/dev/null"), LibC.O_RDONLY, 0);
            }

            _ = LibC.posix_spawn_file_actions_addopen(actions, 1, strings.Add(outPath), LibC.O_RDWR, 0);
            if (outPath == errorPath)
            {
                _ = LibC.posix_spawn_file_actions_adddup2(actions, 1, 2);
            }
            else
            {
                _ = LibC.posix_spawn_file_actions_addopen(actions, 2, strings.Add(errorPath), LibC.O_RDWR, 0);
            }

            var next = Endowment.FirstSocket;
            foreach (var socket in endowment.Sockets)
            {
                _ = LibC.posix_spawn_file_actions_adddup2(actions, socket, next++);
            }

            if (endowment.Channel >= 0)
            {
                _ = LibC.posix_spawn_file_actions_adddup2(actions, endowment.Channel, endowment.ChannelDescriptor);
                _ = LibC.posix_spawn_file_actions_adddup2(actions, endowment.Kept, endowment.KeptDescriptor);
                next = endowment.KeptDescriptor + 1;
            }

            _ = LibC.posix_spawn_file_actions_addclosefrom_np(actions, next);
            int child;
            var errno = LibC.posix_spawn(&child, program, actions, (void*)Attributes, argv, envp);
            pid = child;
            return errno;
        }
        finally
        {
            _ = LibC.posix_spawn_file_actions_destroy(actions);
            strings.Free();
        }
    }

    private static int Measure(LaunchOrder order, string mark, string outPath, string errorPath)
    {
        // Three bytes of UTF-8 per UTF-16 unit at most, and a zero.
        var units = order.Program.Length + order.WorkingDirectory.Length + outPath.Length + errorPath.Length + mark.Length + 192;
        foreach (var argument in order.Arguments)
        {
            units += argument.Length + 1;
        }

        foreach (var (name, value) in order.Environment)
        {
            units += name.Length + value.Length + 2;
        }

        return units * 3;
    }

    private static nint MakeAttributes()
    {
        var attributes = NativeMemory.AllocZeroed(StructureBytes);
        var signals = stackalloc byte[128];
        _ = LibC.posix_spawnattr_init(attributes);
        _ = LibC.sigfillset(signals);
        _ = LibC.posix_spawnattr_setsigdefault(attributes, signals);
        _ = LibC.sigemptyset(signals);
        _ = LibC.posix_spawnattr_setsigmask(attributes, signals);
        _ = LibC.posix_spawnattr_setflags(attributes, LibC.POSIX_SPAWN_SETSID | LibC.POSIX_SPAWN_SETSIGDEF | LibC.POSIX_SPAWN_SETSIGMASK);
        return (nint)attributes;
    }

    /// <summary>Strings and lists of pointers to them, in one piece of memory.</summary>
    private ref struct NativeStrings(int bytes, int pointers)
    {
        private readonly byte* _memory = (byte*)NativeMemory.Alloc((nuint)(bytes + (pointers * sizeof(byte*))));
        private readonly int _end = bytes + (pointers * sizeof(byte*));
        private int _listed;
        private int _at = pointers * sizeof(byte*);

        /// <summary>Where the next pointer goes.</summary>
        public readonly byte** Pointers => (byte**)_memory + _listed;

        public void List(byte* text) => ((byte**)_memory)[_listed++] = text;

        public byte* Add(string text)
        {
            var start = _memory + _at;
            Append(text);
            _memory[_at++] = 0;
            return start;
        }

        public byte* Add(string name, string value)
        {
            var start = _memory + _at;
            Append(name);
            _memory[_at++] = (byte)'=';
            Append(value);
            _memory[_at++] = 0;
            return start;
        }

        public readonly void Free() => NativeMemory.Free(_memory);

        private void Append(string text) => _at += Encoding.UTF8.GetBytes(text, new Span<byte>(_memory + _at, _end - _at));
    }
}
