using System.Globalization;

namespace ActorPm.Core.Instances;

/// <summary>Reads signals as users write them.</summary>
public static class SignalNames
{
    /// <summary>The signal for <c>SIGTERM</c>, <c>TERM</c>, <c>sigterm</c> or <c>15</c>; null when there is none.</summary>
    public static UnixSignal? TryParse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Enum.IsDefined((UnixSignal)number) ? (UnixSignal)number : null;
        }

        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text : "SIG" + text;
        return Enum.TryParse<UnixSignal>(name, ignoreCase: true, out var signal) && Enum.IsDefined(signal) ? signal : null;
    }
}
