using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Has the place of Akka's default serializer, which reads the names of CLR types from the wire and makes objects of them, and refuses: nothing that is not on a list
/// of its own serializer is ever read.
/// </summary>
internal sealed class NoJsonSerializer : Serializer
{
    /// <summary>Made by Akka.</summary>
    public NoJsonSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>Made by Akka, when there are settings for the serializer.</summary>
    public NoJsonSerializer(ExtendedActorSystem system, Config config)
        : base(system) => _ = config;

    /// <summary>That of Akka's default serializer (Akka.Serialization.NewtonSoftJsonSerializer).</summary>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} may not go to another node: it has no serializer");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("another node sent what may not be sent");
}
