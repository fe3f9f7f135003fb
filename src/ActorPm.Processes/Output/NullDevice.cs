using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>/dev/null, opened once at first need and never closed: where output goes that must not be kept.</summary>
internal static unsafe class NullDevice
{
    private static readonly int _descriptor = LibC.open("/dev/null", LibC.O_WRONLY | LibC.O_CLOEXEC, 0);

    /// <summary>Throws away what a pipe holds.</summary>
    /// <returns>How many bytes.</returns>
    public static long Take(int pipe, long most)
    {
        long gone = 0;
        while (gone < most)
        {
            var got = LibC.splice(pipe, null, _descriptor, null, (nuint)(most - gone), LibC.SPLICE_F_NONBLOCK);
            if (got <= 0)
            {
                break;
            }

            gone += got;
        }

        return gone;
    }
}
