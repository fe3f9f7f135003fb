namespace ActorPm.Core.Control;

/// <summary>The revision of a Git working tree, read from its files.</summary>
/// <param name="Root">The working tree's directory, absolute.</param>
/// <param name="Branch">The branch; null when a commit is checked out by itself.</param>
/// <param name="Revision">The commit's id in hexadecimal; null before the first commit.</param>
/// <param name="RemoteUrl">Where <c>origin</c> is, without a password; null when there is none.</param>
/// <param name="Comment">The first line of the commit's message; null when it cannot be told cheaply.</param>
/// <param name="UpdatedAt">When the repository's directory was last changed.</param>
public sealed record RevisionView(string Root, string? Branch, string? Revision, string? RemoteUrl, string? Comment, DateTimeOffset UpdatedAt);
