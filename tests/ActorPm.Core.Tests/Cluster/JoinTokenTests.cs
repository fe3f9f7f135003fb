using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class JoinTokenTests
{
    private static readonly byte[] Fingerprint = [.. Enumerable.Range(1, JoinToken.FingerprintBytes).Select(number => (byte)(number * 7))];
    private static readonly byte[] Secret = [.. Enumerable.Range(1, JoinToken.SecretBytes).Select(number => (byte)(255 - number))];

    [Fact]
    public void A_token_is_one_word_that_is_read_as_it_was_written()
    {
        var text = new JoinToken(Fingerprint, Secret).ToString();

        Assert.Matches("^apm1_[A-Za-z0-9_-]{64}$", text);
        Assert.True(JoinToken.TryParse(text, out var token, out _));
        Assert.Equal(Fingerprint, token.Fingerprint.ToArray());
        Assert.Equal(Secret, token.Secret.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("apm1_")]
    [InlineData("apm1_AAAA")]
    [InlineData("apm2_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("apm1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("apm1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Any_other_word_is_refused_without_being_repeated(string text)
    {
        Assert.False(JoinToken.TryParse(text, out _, out var problem));
        Assert.Contains("apm cluster token", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", problem, StringComparison.Ordinal);
    }
}
