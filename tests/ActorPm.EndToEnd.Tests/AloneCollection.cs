namespace ActorPm.EndToEnd.Tests;

/// <summary>What needs the machine to itself: a thousand apps.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
