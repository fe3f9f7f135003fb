namespace ActorPm.Processes.Native;

/// <summary>
/// Descriptors put by for the time when no more can be opened: whoever looks for the members of a tree then still finds them, instead of taking "too many
/// open files" for "there is no such process" and letting a descendant live on. Any thread.
/// </summary>
/// <remarks>Looking needs one or two at a time, and one for each member found: a larger tree than this, without any other descriptor, is not found whole.</remarks>
internal static unsafe class DescriptorReserve
{
    private const int Size = 32;

    private static readonly Lock Gate = new();
    private static readonly Stack<int> Spare = new(Size);
    private static volatile bool _isShort = true;

    static DescriptorReserve() => Refill();

    /// <summary>After a failed call: gives one descriptor up when it failed for want of one, so that the call can be made again.</summary>
    /// <returns>Whether it is worth another try.</returns>
    public static bool TryRelease() => LibC.Errno is LibC.EMFILE or LibC.ENFILE && ReleaseOne();

    /// <summary>Gives one descriptor up.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool ReleaseOne()
    {
        lock (Gate)
        {
            _isShort = true;
            if (!Spare.TryPop(out var descriptor))
            {
                return false;
            }

            _ = LibC.close(descriptor);
            return true;
        }
    }

    /// <summary>Puts by again what was given up, as far as there are descriptors; costs nothing when nothing was.</summary>
    public static void Refill()
    {
        if (!_isShort)
        {
            return;
        }

        lock (Gate)
        {
            fixed (byte* path = "/dev/null\0"u8)
            {
                while (Spare.Count < Size && LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC, 0) is var descriptor and >= 0)
                {
                    Spare.Push(descriptor);
                }
            }

            _isShort = Spare.Count < Size;
        }
    }
}
