using System.Text;
using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;

namespace ActorPm.Core.Tests.Routing.Cluster;

public sealed class ClusterMessagesTests
{
    [Fact]
    public void A_wish_to_listen_is_read_as_Node_20_writes_it()
    {
        var message = Read("""{"cmd":"NODE_CLUSTER","act":"queryServer","index":0,"data":null,"address":null,"port":8080,"addressType":4,"backlog":128,"seq":1}""");

        var listen = Assert.IsType<ClusterMessage.Listen>(message);
        Assert.Equal(1, listen.Seq);
        Assert.Equal("null:8080:4:undefined:0", listen.Query.Key);
        Assert.Equal(new SocketWish(SocketKind.Tcp, null, 8080, null) { Backlog = 128 }, listen.Query.ToWish());
    }

    [Theory]
    [InlineData("""{"cmd":"NODE_CLUSTER","act":"queryServer","seq":1,"index":0,"address":"127.0.0.1","port":0,"addressType":"udp4","fd":-1,"flags":4}""", "UDP port 0 of 127.0.0.1")]
    [InlineData("""{"cmd":"NODE_CLUSTER","act":"queryServer","seq":1,"index":0,"address":"/run/a.sock","port":-1,"addressType":-1}""", "unix:/run/a.sock")]
    [InlineData("""{"cmd":"NODE_CLUSTER","act":"queryServer","seq":1,"index":0,"address":"::1","port":80,"addressType":6,"flags":1}""", "port 80 of ::1")]
    public void Each_kind_of_socket_is_known(string line, string wish) =>
        Assert.Equal(wish, Assert.IsType<ClusterMessage.Listen>(Read(line)).Query.ToWish()?.ToString());

    [Fact]
    public void A_descriptor_of_the_primary_is_no_wish_that_is_fulfilled() =>
        Assert.Null(Assert.IsType<ClusterMessage.Listen>(Read("""{"cmd":"NODE_CLUSTER","act":"queryServer","seq":1,"index":0,"address":null,"port":null,"addressType":null,"fd":3}""")).Query.ToWish());

    [Fact]
    public void The_other_acts_are_known()
    {
        Assert.Equal(new ClusterMessage.Online(), Read("""{"cmd":"NODE_CLUSTER","act":"online","seq":0}"""));
        Assert.Equal(new ClusterMessage.Close("k"), Read("""{"cmd":"NODE_CLUSTER","act":"close","key":"k","seq":3}"""));
        Assert.Equal(new ClusterMessage.Leaving(4), Read("""{"cmd":"NODE_CLUSTER","act":"exitedAfterDisconnect","seq":4}"""));
        Assert.Equal(new ClusterMessage.Taken(7, true), Read("""{"cmd":"NODE_CLUSTER","ack":7,"accepted":true,"seq":2}"""));
        Assert.Equal(new ClusterMessage.Taken(7, false), Read("""{"cmd":"NODE_CLUSTER","ack":7,"accepted":false,"seq":2}"""));
        Assert.Equal(new ClusterMessage.CanDrain(), Read("""{"cmd":"NODE_ACTORPM_HELLO"}"""));
        Assert.Equal(new ClusterMessage.Draining(12), Read("""{"cmd":"NODE_ACTORPM_DRAINING","left":12}"""));
        Assert.Equal(new ClusterMessage.Other(), Read("""{"cmd":"NODE_CLUSTER","act":"dance","seq":1}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"cmd\":\"NODE_CLUSTER\"")]
    [InlineData("""{"cmd":"NODE_CLUSTER","act":"queryServer","port":8080}""")]
    [InlineData("""{"cmd":"NODE_CLUSTER","act":"queryServer","port":99999,"seq":1}""")]
    [InlineData("""{"cmd":"NODE_CLUSTER","act":"queryServer","port":80,"address":{},"seq":1}""")]
    [InlineData("""{"cmd":"NODE_CLUSTER","act":"close","key":5}""")]
    [InlineData("""{"cmd":"NODE_ACTORPM_DRAINING","left":-1}""")]
    public void Nonsense_is_refused_with_a_sentence(string line)
    {
        Assert.False(ClusterMessages.TryRead(Encoding.UTF8.GetBytes(line), out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_is_too_long_is_refused() => Assert.False(ClusterMessages.TryRead(
        Encoding.UTF8.GetBytes($$"""{"cmd":"NODE_CLUSTER","act":"queryServer","port":80,"seq":1,"data":"{{new string('x', 70000)}}"}"""), out _, out _));

    private static ClusterMessage Read(string line)
    {
        Assert.True(ClusterMessages.TryRead(Encoding.UTF8.GetBytes(line), out var message, out var problem), problem);
        return message;
    }
}
