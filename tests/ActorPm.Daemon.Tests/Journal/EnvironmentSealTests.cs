using System.Security.Cryptography;
using ActorPm.Daemon.Journal;

namespace ActorPm.Daemon.Tests.Journal;

public sealed class EnvironmentSealTests
{
    private static readonly Dictionary<string, string> _variables = new() { ["PASSWORD"] = "secret", ["EMPTY"] = "", ["SNOW"] = "☃\n" };

    private readonly EnvironmentSeal _seal = new(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void What_is_sealed_is_unsealed()
    {
        Assert.Equal(_variables, _seal.Unseal(_seal.Seal(_variables)));
        Assert.Empty(_seal.Unseal(_seal.Seal(new Dictionary<string, string>())));
    }

    [Fact]
    public void The_same_variables_never_look_the_same()
    {
        Assert.NotEqual(_seal.Seal(_variables), _seal.Seal(_variables));
    }

    [Fact]
    public void A_single_altered_bit_is_noticed_wherever_it_is()
    {
        var sealedBytes = Convert.FromBase64String(_seal.Seal(_variables));

        for (var index = 0; index < sealedBytes.Length; index++)
        {
            var altered = (byte[])sealedBytes.Clone();
            altered[index] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _seal.Unseal(Convert.ToBase64String(altered)));
        }
    }

    [Fact]
    public void Another_key_does_not_open_it()
    {
        var other = new EnvironmentSeal(RandomNumberGenerator.GetBytes(32));

        Assert.ThrowsAny<CryptographicException>(() => other.Unseal(_seal.Seal(_variables)));
    }

    [Fact]
    public void A_text_that_is_cut_short_is_refused()
    {
        Assert.Throws<CryptographicException>(() => _seal.Unseal(Convert.ToBase64String(new byte[27])));
    }

    [Fact]
    public void A_key_has_32_bytes()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnvironmentSeal(new byte[31]));
    }

    [Fact]
    public async Task A_new_home_gets_a_key_of_its_own_that_only_the_owner_may_read()
    {
        using var temp = new TempHome();
        using var home = DaemonHome.Open(temp.Path)!;

        var text = (await EnvironmentSeal.OpenAsync(home, JournalOf(home))).Seal(_variables);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(home.KeyPath));
        Assert.Equal(32, new FileInfo(home.KeyPath).Length);
        Assert.Equal(_variables, (await EnvironmentSeal.OpenAsync(home, JournalOf(home))).Unseal(text));
    }

    [Fact]
    public async Task A_missing_key_beside_a_journal_is_not_replaced()
    {
        using var temp = new TempHome();
        using var home = DaemonHome.Open(temp.Path)!;
        await File.WriteAllTextAsync(temp.File(DaemonHome.JournalName), "events");

        var exception = await Assert.ThrowsAsync<DaemonStartException>(() => EnvironmentSeal.OpenAsync(home, JournalOf(home)));

        Assert.Contains(home.KeyPath, exception.Message);
        Assert.False(File.Exists(home.KeyPath));
    }

    [Fact]
    public async Task A_damaged_key_is_named()
    {
        using var temp = new TempHome();
        using var home = DaemonHome.Open(temp.Path)!;
        await File.WriteAllTextAsync(home.KeyPath, "short");

        var exception = await Assert.ThrowsAsync<DaemonStartException>(() => EnvironmentSeal.OpenAsync(home, JournalOf(home)));

        Assert.Contains(home.KeyPath, exception.Message);
        Assert.Contains("5 bytes", exception.Message);
    }

    private static SqliteJournal JournalOf(DaemonHome home) => new(Path.Combine(home.Directory, DaemonHome.JournalName), TimeSpan.FromSeconds(1));
}
