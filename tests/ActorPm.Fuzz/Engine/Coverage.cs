using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace ActorPm.Fuzz.Engine;

/// <summary>
/// Which branches of the instrumented assemblies an input took: AFL's map of edges, counted in classes (1, 2, 3, 4–7, 8–15, …). Without
/// instrumentation nothing writes to it, and no input is new.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int MapBytes = 64 * 1024;

    // Never freed: threads of a target may run in instrumented code until the process ends.
    private readonly byte* _map = (byte*)NativeMemory.AllocZeroed(MapBytes);
    private readonly byte[] _seen = new byte[MapBytes];

    /// <summary>Begins to record.</summary>
    public Coverage() => Trace.SharedMem = _map;

    /// <summary>How many edges were taken by any input.</summary>
    public int Edges => _seen.Count(classes => classes != 0);

    /// <summary>Forgets the last input.</summary>
    public void Begin()
    {
        new Span<byte>(_map, MapBytes).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input since <see cref="Begin"/> took an edge, or one as often, as none before it.</summary>
    public bool IsNew()
    {
        var isNew = false;
        var map = new ReadOnlySpan<byte>(_map, MapBytes);
        for (var from = 0; map[from..].IndexOfAnyExcept((byte)0) is var offset and >= 0; from += offset + 1)
        {
            var at = from + offset;
            var bit = (byte)(1 << ClassOf(map[at]));
            if ((_seen[at] & bit) == 0)
            {
                _seen[at] |= bit;
                isNew = true;
            }

            if (at == MapBytes - 1)
            {
                break;
            }
        }

        return isNew;
    }

    private static int ClassOf(byte count) => count switch
    {
        1 => 0,
        2 => 1,
        3 => 2,
        < 8 => 3,
        < 16 => 4,
        < 32 => 5,
        < 128 => 6,
        _ => 7,
    };
}
