using ActorPm.Core.Guard;

namespace ActorPm.Processes.Descriptors;

/// <summary>The place of one descriptor in the store; the default has none and keeps nothing.</summary>
/// <param name="Store">The store.</param>
/// <param name="Key">Its key.</param>
internal readonly record struct KeptDescriptor(DescriptorStore? Store, DescriptorKey Key)
{
    /// <summary>The place of a slot's descriptor.</summary>
    public static KeptDescriptor Of(DescriptorStore store, long serial, SlotPart part) => new(store, DescriptorKey.Of(serial, part));

    /// <summary>Keeps it.</summary>
    public void Keep(int descriptor) => Store?.Keep((Key, descriptor));

    /// <summary>It is about to be closed.</summary>
    public void Drop(int descriptor) => Store?.Drop(Key, descriptor);

    /// <summary>What an earlier daemon had here, which is the caller's from now on; -1 when there is none.</summary>
    public int Take() => Store?.Take(Key) ?? -1;
}
