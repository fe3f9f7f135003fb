using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Access;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm token</c>: makes, shows and ends the tokens by which people on other machines are let in.</summary>
internal sealed class TokenCommand : CliCommand
{
    private const string Commands = "create|list|revoke";

    private static readonly Column[] Columns = [new("token", 0), new("role", 0), new("made", 0), new("good until", 0)];

    private readonly Option<string[]> _role;
    private readonly Option<string[]> _namespace;
    private readonly Option<string[]> _expires;
    private readonly Option<bool> _json;

    public TokenCommand()
        : base("token", "let somebody on another machine in: create name --role view|operate|admin, list, revoke name", $"<{Commands}>", "command")
    {
        _role = Value("--role", "role", "create: view, operate or admin");
        _namespace = Value("--namespace", "name", "create: for the apps of this namespace alone; several with commas between");
        _expires = Value("--expires", "time", "create: how long it is good, such as 12h or 30d; default: for ever");
        _json = Flag("--json", JsonOption.Description);
    }

    public override Task<int> RunAsync(Invocation call) => call.Words switch
    {
        ["create", var name] => CreateAsync(call, name),
        ["list"] => ListAsync(call),
        ["revoke", var name] => RevokeAsync(call, name),
        ["create"] => throw new UsageFailure("token create takes a name for the token"),
        ["revoke"] => throw new UsageFailure("token revoke takes the name of a token"),
        _ => throw new UsageFailure($"token takes one of {Commands.Replace("|", ", ", StringComparison.Ordinal)}"),
    };

    private async Task<int> CreateAsync(Invocation call, string name)
    {
        var role = call.Value(_role) ?? throw new UsageFailure("token create needs --role: view, operate or admin");
        TimeSpan? life = call.Value(_expires) is not { } text ? null
            : AccessToken.TryParseLife(text, out var good) ? good
            : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"'{text}' is no time from 1 minute to 10 years; give minutes, hours or days, as in 90m, 12h or 30d (--expires).");
        using var client = await call.ConnectOrStartAsync();
        var reply = await client.PostAsync(
            ControlContract.Tokens, new TokenCreateRequest(name, role, call.List(_namespace), life?.TotalHours),
            ControlJson.Default.TokenCreateRequest, ControlJson.Default.TokenCreateReply);
        if (call.Has(_json))
        {
            call.Screen.Data(JsonSerializer.Serialize(reply, ControlJson.Default.TokenCreateReply) + "\n");
            return 0;
        }

        call.Screen.Progress($"The token {name} ({reply.View.Grant}) is good {(reply.View.ExpiresAt is { } end ? $"until {Time(end)}" : "for ever")}; it is shown this one time");
        ShowDoor(call, reply.Listen, reply.Fingerprint, null);

        // The token alone goes to standard output: a script takes it from there.
        call.Screen.Data(reply.Token + "\n");
        return 0;
    }

    private async Task<int> ListAsync(Invocation call)
    {
        using var client = call.Connect();
        if (call.Has(_json))
        {
            await JsonOption.PrintAsync(call, client, ControlContract.Tokens);
            return 0;
        }

        var list = await client.GetAsync(ControlContract.Tokens, ControlJson.Default.TokenList);
        call.Screen.Table(BoxTable.Draw(Columns, [.. list.Tokens.Select(Row)], call.Screen.Palette));
        ShowDoor(call, list.Listen, list.Fingerprint, list.Problem);
        return 0;
    }

    private static async Task<int> RevokeAsync(Invocation call, string name)
    {
        using var client = call.Connect();
        await client.PostAsync(ControlContract.TokenRevoke, new TokenRevokeRequest(name), ControlJson.Default.TokenRevokeRequest, ControlJson.Default.TokenList);
        call.Screen.Progress($"The token {name} is good for nothing any more");
        return 0;
    }

    private static void ShowDoor(Invocation call, string? listen, string? fingerprint, string? problem) => call.Screen.Progress(listen is null
        ? problem ?? "The daemon does not listen for other machines; set actorpm.remote.listen and run `apm update`"
        : $"The daemon listens on {listen}; the fingerprint of its certificate is {fingerprint ?? "not known"}");

    private static Cell[] Row(TokenView token) =>
        [new(token.Name), new(token.Grant), new(Time(token.CreatedAt)), new(token.ExpiresAt is { } end ? Time(end) + (token.IsExpired ? " (over)" : "") : "for ever")];

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
