using System.Collections.Immutable;
using ActorPm.Core.Control;

namespace ActorPm.Core.Ecosystem;

/// <summary>An app of a file while its fields are being read: the request, and what only all fields together decide.</summary>
/// <param name="Request">What the fields have said.</param>
public sealed record AppDraft(AppRequest Request)
{
    /// <summary>The fields <c>env</c> of the app.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The field <c>env_NAME</c> that was asked for; null when there is none.</summary>
    public IReadOnlyDictionary<string, string>? NamedEnvironment { get; init; }

    /// <summary>The field <c>port</c>, which becomes the variable PORT unless the variables say it.</summary>
    public string? Port { get; init; }

    /// <summary>Whether the environment's name is added to the app's name.</summary>
    public bool AppendsEnvironmentName { get; init; }

    /// <summary>A word and a colon in front of the name.</summary>
    public string? NamePrefix { get; init; }

    /// <summary>Whether the app is forked whatever else the file says (<c>execute_command</c>).</summary>
    public bool IsForked { get; init; }

    /// <summary>What PM2 accepts and nothing here acts on: name to JSON text.</summary>
    public ImmutableSortedDictionary<string, string> Remarks { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The draft with a change to the request.</summary>
    public AppDraft With(Func<AppRequest, AppRequest> change) => this with { Request = change(Request) };
}
