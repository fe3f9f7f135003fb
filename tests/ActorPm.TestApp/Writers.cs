using System.Globalization;

namespace ActorPm.TestApp;

/// <summary>Programs that write, or hold memory.</summary>
internal static class Writers
{
    /// <summary>Writes numbered lines of one length as fast as it can, in all so many bytes (cut to whole lines), and ends.</summary>
    public static int Flood(long bytes, int lineLength)
    {
        using var output = Console.OpenStandardOutput();
        var block = new MemoryStream();
        for (long line = 0, lines = bytes / lineLength; line < lines; line++)
        {
            var text = line.ToString("D10", CultureInfo.InvariantCulture).PadRight(lineLength - 1, 'x')[..(lineLength - 1)] + '\n';
            block.Write(System.Text.Encoding.ASCII.GetBytes(text));
            if (block.Length >= 65536 || line == lines - 1)
            {
                block.WriteTo(output);
                block.SetLength(0);
            }
        }

        output.Flush();
        return 0;
    }

    /// <summary>Writes a text without the end of its line, and stays.</summary>
    public static int Partial()
    {
        Console.Write("unfinished");
        Console.Out.Flush();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Writes numbered lines, one each few milliseconds, and stays.</summary>
    public static int Lines(int count, int milliseconds)
    {
        for (var line = 1; line <= count; line++)
        {
            Console.WriteLine($"line {line}");
            Thread.Sleep(milliseconds);
        }

        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Holds so much memory, prints <c>ready</c>, and stays.</summary>
    public static int Leak(int megabytes)
    {
        var held = new List<byte[]>();
        for (var i = 0; i < megabytes; i++)
        {
            var piece = new byte[1024 * 1024];
            Array.Fill(piece, (byte)1);
            held.Add(piece);
        }

        var code = Endings.Sleep();
        GC.KeepAlive(held);
        return code;
    }
}
