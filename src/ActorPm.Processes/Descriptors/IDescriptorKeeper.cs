using ActorPm.Core.Guard;

namespace ActorPm.Processes.Descriptors;

/// <summary>Keeps duplicates of descriptors outside this process. Never waits: what it cannot take now it is told again (<see cref="DescriptorStore.TellOn"/>).</summary>
internal interface IDescriptorKeeper
{
    /// <summary>Keeps duplicates.</summary>
    /// <param name="descriptors">1 to <see cref="GuardMessage.MostKeys"/>.</param>
    /// <returns>Whether they were taken.</returns>
    bool Keep(IReadOnlyList<(DescriptorKey Key, int Descriptor)> descriptors);

    /// <summary>Closes what it keeps under these keys.</summary>
    /// <returns>Whether it was heard.</returns>
    bool Drop(IReadOnlyList<DescriptorKey> keys);
}
