using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>Options of <c>start</c> and <c>restart</c> that belong together.</summary>
internal interface IAppOptionGroup
{
    /// <summary>The options.</summary>
    IReadOnlyList<Option> All { get; }

    /// <summary>The request with what these options say.</summary>
    /// <param name="request">What other options said.</param>
    /// <param name="call">The call.</param>
    /// <param name="problems">Gets what makes no sense.</param>
    AppRequest AddTo(AppRequest request, Invocation call, List<string> problems);
}
