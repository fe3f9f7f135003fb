using System.Text.Json.Serialization;
using ActorPm.Core.Operators;

namespace ActorPm.Core.Control;

/// <summary>What a shell can be told.</summary>
/// <param name="Palettes">The palettes, for completion.</param>
public sealed record ShellPalettes(IReadOnlyList<OperatorPalette> Palettes);

/// <summary>A line for the shell.</summary>
/// <param name="Line">As <see cref="OperatorLine"/> reads it.</param>
public sealed record ShellRequest([property: JsonRequired] string Line);

/// <summary>One line of the answer, or its end: exactly one member has a value.</summary>
/// <param name="Line">A line of text, for people.</param>
/// <param name="Ended">True at the end of what was carried out.</param>
/// <param name="Error">Why it ends before that.</param>
public sealed record ShellFrame(string? Line, bool? Ended, ControlError? Error);
