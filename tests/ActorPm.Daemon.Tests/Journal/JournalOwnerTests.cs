using ActorPm.Daemon.Journal;

namespace ActorPm.Daemon.Tests.Journal;

public sealed class JournalOwnerTests
{
    [Theory]
    [InlineData("shop-1")]
    [InlineData("a.b_c:D-9")]
    public void A_name_is_letters_digits_and_a_few_marks(string text) => Assert.Equal(text, JournalOwner.TryParse(text)?.Value);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a'b")]
    [InlineData("ü")]
    [InlineData("a\n")]
    public void Anything_else_is_none(string text) => Assert.Null(JournalOwner.TryParse(text));

    [Fact]
    public void A_name_has_an_end()
    {
        Assert.NotNull(JournalOwner.TryParse(new string('a', JournalOwner.MaxLength)));
        Assert.Null(JournalOwner.TryParse(new string('a', JournalOwner.MaxLength + 1)));
    }

    [Fact]
    public void Homes_of_one_machine_and_machines_with_the_same_home_have_names_of_their_own_which_stay()
    {
        var names = new[] { JournalOwner.Of("web1", "/root/.apm"), JournalOwner.Of("web1", "/srv/apm"), JournalOwner.Of("web2", "/root/.apm") };

        Assert.Distinct(names);
        Assert.Matches("^web1-[0-9a-f]{8}$", names[0].Value);
        Assert.Equal(names[0], JournalOwner.Of("web1", "/root/.apm"));
    }

    [Theory]
    [InlineData("a machine")]
    [InlineData("a-very-long-name-of-a-machine-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on")]
    [InlineData("")]
    public void Whatever_the_machine_is_called_the_name_is_one(string machine)
    {
        var owner = JournalOwner.Of(machine, "/root/.apm");

        Assert.Equal(owner, JournalOwner.TryParse(owner.Value));
    }
}
