using System.Globalization;
using Npgsql;

namespace ActorPm.Daemon.Journal;

/// <summary>Npgsql's connection string as users write it. What is said about one never quotes it: it may hold a password, in whatever place a mistake has put it.</summary>
internal static class PostgreSqlConnectionString
{
    private const string Example = "Host=db.example.com;Database=apm;Username=apm;Passfile=/home/apm/.pgpass";

    /// <summary>What is wrong with it, as the end of a sentence that begins with its name; null when nothing is.</summary>
    public static string? Mistake(string text)
    {
        if (text.Length == 0)
        {
            return $"is empty, but plugin = postgresql needs one, such as {Example}";
        }

        if (text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) && text.Contains("://", StringComparison.Ordinal))
        {
            return $"is a URI, but it takes keywords and values, such as {Example}";
        }

        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host) ? $"names no Host; it takes keywords and values, such as {Example}" : null;
        }
        catch (ArgumentException)
        {
            return $"has a keyword or a value that Npgsql does not know; it takes keywords and values, such as {Example}, and a value that holds ';' in double quotes";
        }
    }

    /// <summary>Completes it by what holds where it says nothing.</summary>
    /// <param name="text">One without a mistake.</param>
    /// <param name="patience">How long to wait for the server; rounded up to a whole second.</param>
    public static NpgsqlConnectionStringBuilder Complete(string text, TimeSpan patience)
    {
        var seconds = Math.Ceiling(patience.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        // Of a keyword that is there twice, the later one counts. GSS encryption would load Kerberos, which hardly anybody uses.
        return new NpgsqlConnectionStringBuilder(
            $"Timeout={seconds};Command Timeout={seconds};Maximum Pool Size=5;Application Name=apmd;GSS Encryption Mode=Disable;{text}") { Enlist = false };
    }
}
