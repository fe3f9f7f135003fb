using System.Security.Cryptography;
using System.Text.Json;
using ActorPm.Core.Access;
using ActorPm.Core.Control;
using Serilog;

namespace ActorPm.Daemon.Access;

/// <summary>
/// The tokens of people on other machines, in <c>tokens.json</c> of the home: 0600, hashes alone, replaced whole. While the file is damaged nobody is let in and nothing is changed.
/// </summary>
internal sealed class TokenStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _clock;

    // Ends what goes on for a token that is revoked.
    private readonly Dictionary<string, CancellationTokenSource> _living = new(StringComparer.Ordinal);
    private readonly string? _damage;
    private TokenBook _book = TokenBook.Empty;

    /// <summary>Reads the file, if there is one.</summary>
    public TokenStore(string home, TimeProvider clock)
    {
        _path = Path.Combine(home, "tokens.json");
        _clock = clock;
        try
        {
            _book = File.Exists(_path) ? TokenBook.Read(File.ReadAllBytes(_path)) : TokenBook.Empty;
        }
        catch (Exception damage) when (damage is JsonException or IOException or UnauthorizedAccessException)
        {
            _damage = $"{_path} cannot be used ({damage.Message.TrimEnd('.')}), so nobody is let in from other machines; bring it back from a backup or delete it, and run `apm update`.";
            Log.Error("{Problem}", _damage);
        }
    }

    /// <summary>All tokens, by name.</summary>
    public IReadOnlyList<TokenView> All()
    {
        lock (_gate)
        {
            return [.. _book.Tokens.Select(View)];
        }
    }

    /// <summary>Whose token it is; null when it is nobody's, or has expired.</summary>
    /// <returns>The entry, and what ends when the token is revoked.</returns>
    public (TokenEntry Entry, CancellationToken Revoked)? Find(string token)
    {
        lock (_gate)
        {
            if (_book.Find(token, _clock.GetUtcNow()) is not { } entry)
            {
                return null;
            }

            if (!_living.TryGetValue(entry.Hash, out var living))
            {
                _living[entry.Hash] = living = new CancellationTokenSource();
            }

            return (entry, living.Token);
        }
    }

    /// <summary>Makes a token.</summary>
    /// <returns>The token, told this one time, and what there is to know of it.</returns>
    /// <exception cref="RefusedException">The request makes no sense, the name is taken, or the file cannot be written.</exception>
    public (string Token, TokenView View) Create(TokenCreateRequest request)
    {
        if (!TokenBook.IsName(request.Name))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"'{request.Name}' cannot name a token; use up to 64 letters, digits, dots, dashes and underscores.");
        }

        if (!Grant.TryOf(request.Role, request.Namespaces, out var grant, out var problem))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, problem);
        }

        if (request.Hours is { } hours && !(hours >= 1.0 / 60 && hours <= 87_600))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, "A token is good for 1 minute to 10 years; give --expires as in 30d, or leave it out.");
        }

        lock (_gate)
        {
            if (_book.Named(request.Name) is not null)
            {
                throw new RefusedException(ControlErrorCode.NameTaken, $"There is a token {request.Name} already; revoke it first (`apm token revoke {request.Name}`), or give another name.");
            }

            if (_book.Tokens.Length >= TokenBook.Most)
            {
                throw new RefusedException(ControlErrorCode.InvalidRequest, $"There are {TokenBook.Most} tokens, which is the most; revoke those that nobody needs.");
            }

            var token = AccessToken.Of(RandomNumberGenerator.GetBytes(AccessToken.Bytes));
            var now = _clock.GetUtcNow();
            var entry = new TokenEntry(request.Name, AccessToken.HashOf(token), grant.ToString(), now, request.Hours is { } good ? now.AddHours(good) : null);
            Replace(_book.With(entry));
            Log.Information("The token {Name} was made: {Grant}", entry.Name, entry.Grant);
            return (token, View(entry));
        }
    }

    /// <summary>Ends a token, and what goes on for it.</summary>
    /// <exception cref="RefusedException">There is none of that name, or the file cannot be written.</exception>
    public void Revoke(string name)
    {
        CancellationTokenSource? living;
        lock (_gate)
        {
            var entry = _book.Named(name) ?? throw new RefusedException(ControlErrorCode.NotFound, $"There is no token {name}; `apm token list` shows what there is.");
            Replace(_book.Without(name));
            _living.Remove(entry.Hash, out living);
            Log.Information("The token {Name} was revoked", name);
        }

        living?.Cancel();
        living?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var living in _living.Values)
            {
                living.Dispose();
            }

            _living.Clear();
        }
    }

    private TokenView View(TokenEntry entry) => new(entry.Name, entry.Grant, entry.CreatedAt, entry.ExpiresAt, entry.ExpiresAt <= _clock.GetUtcNow());

    private void Replace(TokenBook book)
    {
        if (_damage is not null)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, _damage);
        }

        try
        {
            File.Move(DaemonHome.WriteDraft(_path, book.Write()), _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ControlErrorCode.JournalUnavailable, $"{_path} could not be written, so nothing was changed: {failure.Message}");
        }

        _book = book;
    }
}
