using System.Text;
using ActorPm.Cli.Logs;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Tests.Logs;

public sealed class LogPrinterTests : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private LogPrinter Printer(LogLook look = LogLook.Prefixed, Palette? palette = null) => Printer(new LogStyle(look, TimeProvider.System), palette);

    private LogPrinter Printer(LogStyle style, Palette? palette = null) => new(style, palette ?? Palette.Plain, _output, _error);

    private static void Write(LogPrinter printer, int id, LogStream stream, string name, string text) =>
        printer.Write(new LogFrame(id, stream, text.Length, name), Encoding.UTF8.GetBytes(text));

    private string Printed => Encoding.UTF8.GetString(_output.ToArray());

    [Fact]
    public void Every_line_carries_its_app_and_names_stand_in_a_column()
    {
        var printer = Printer();

        Write(printer, 0, LogStream.Out, "web", "one\ntwo\n");
        Write(printer, 12, LogStream.Error, "worker", "three\n");
        Write(printer, 0, LogStream.Out, "web", "four\n");

        Assert.Equal("0|web  | one\n0|web  | two\n12|worker | three\n0|web     | four\n", Printed);
    }

    [Fact]
    public void A_begun_line_waits_for_its_end_while_other_lines_pass()
    {
        var printer = Printer();

        Write(printer, 0, LogStream.Out, "web", "hal");
        Write(printer, 1, LogStream.Out, "api", "whole\n");
        Write(printer, 0, LogStream.Error, "web", "other\n");
        Write(printer, 0, LogStream.Out, "web", "f\nnext");
        printer.Finish();

        Assert.Equal("1|api  | whole\n0|web  | other\n0|web  | half\n0|web  | next\n", Printed);
    }

    [Fact]
    public void A_line_that_is_too_long_to_wait_is_printed_in_parts_under_one_prefix()
    {
        var printer = Printer();
        var part = new string('x', LogPrinter.LongestWait);

        Write(printer, 0, LogStream.Out, "web", part);
        Write(printer, 0, LogStream.Out, "web", part);
        Write(printer, 0, LogStream.Out, "web", "end\n");
        Write(printer, 1, LogStream.Out, "api", "a\n");

        Assert.Equal($"0|web  | {part}{part}end\n1|api  | a\n", Printed);
    }

    [Fact]
    public void A_line_of_another_app_starts_on_a_line_of_its_own()
    {
        var printer = Printer();
        var part = new string('x', LogPrinter.LongestWait);

        Write(printer, 0, LogStream.Out, "web", part);
        Write(printer, 0, LogStream.Out, "web", part);
        Write(printer, 1, LogStream.Out, "api", "a\n");
        Write(printer, 0, LogStream.Out, "web", "end\n");

        Assert.Equal($"0|web  | {part}{part}\n1|api  | a\n0|web  | end\n", Printed);
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_through_untouched()
    {
        byte[] line = [0xff, 0x00, 0xc3, (byte)'\n'];

        Printer(LogLook.Raw).Write(new LogFrame(0, LogStream.Out, line.Length, "web"), line);

        Assert.Equal(line, _output.ToArray());
    }

    [Fact]
    public void Raw_lines_have_no_prefix_and_errors_go_to_standard_error()
    {
        var printer = Printer(LogLook.Raw);

        Write(printer, 0, LogStream.Out, "web", "good\n");
        Write(printer, 0, LogStream.Error, "web", "bad\n");

        Assert.Equal("good\n", Printed);
        Assert.Equal("bad\n", Encoding.UTF8.GetString(_error.ToArray()));
    }

    [Fact]
    public void A_terminal_shows_output_green_and_errors_red()
    {
        var printer = Printer(palette: Palette.Ansi);

        Write(printer, 0, LogStream.Out, "web", "good\n");
        Write(printer, 0, LogStream.Error, "web", "bad\n");

        Assert.Equal("\e[32m0|web  | \e[0mgood\n\e[31m0|web  | \e[0mbad\n", Printed);
    }

    [Fact]
    public void As_JSON_each_line_is_an_object()
    {
        var printer = Printer(new LogStyle(LogLook.Json, new FixedClock()));

        Write(printer, 0, LogStream.Out, "web", "say \"hi\" <b>\r\npart");
        Write(printer, 3, LogStream.Error, "api", "no\n");
        printer.Finish();

        Assert.Equal(
            """
            {"message":"say \"hi\" <b>","timestamp":"2026-11-22T12:00:00.000Z","type":"out","process_id":0,"app_name":"web"}
            {"message":"no","timestamp":"2026-11-22T12:00:00.000Z","type":"err","process_id":3,"app_name":"api"}
            {"message":"part","timestamp":"2026-11-22T12:00:00.000Z","type":"out","process_id":0,"app_name":"web"}

            """,
            Printed);
    }

    [Fact]
    public void Formatted_lines_name_time_app_id_and_type()
    {
        var printer = Printer(new LogStyle(LogLook.Formatted, new FixedClock()) { Time = LogTime.WithOffset });

        Write(printer, 0, LogStream.Error, "web", "a b\n");
        printer.WriteOfDaemon("apm", "started\n"u8);

        Assert.Equal("timestamp=2026-11-22-12:00:00+0000 app=web id=0 type=error message=a b\ntimestamp=2026-11-22-12:00:00+0000 app=apm message=started\n", Printed);
    }

    [Fact]
    public void A_time_may_stand_before_each_line()
    {
        var printer = Printer(new LogStyle(LogLook.Prefixed, new FixedClock()) { Time = LogTime.Default });

        Write(printer, 0, LogStream.Out, "web", "one\n");
        printer.WriteOfDaemon("PM2", "two\n"u8);

        Assert.Equal("2026-11-22-12:00:00 0|web  | one\n2026-11-22-12:00:00 PM2    | two\n", Printed);
    }

    [Fact]
    public void The_form_of_the_time_is_the_users()
    {
        var printer = Printer(new LogStyle(LogLook.Prefixed, new FixedClock()) { Time = DateFormat.Parse("[at] HH[h]mm SSS") });

        Write(printer, 0, LogStream.Out, "web", "one\n");

        Assert.Equal("at 12h00 000 0|web  | one\n", Printed);
    }

    [Theory]
    [InlineData(true, "an \e[100merror\e[49m, an \e[100merror\e[49m\n")]
    [InlineData(false, "an error, an error\n")]
    public void What_the_user_looks_for_stands_out_where_there_are_colours(bool hasColors, string expected)
    {
        var printer = Printer(new LogStyle(LogLook.Raw, TimeProvider.System) { Highlight = "error"u8.ToArray() }, hasColors ? Palette.Ansi : Palette.Plain);

        Write(printer, 0, LogStream.Out, "web", "an er");
        Write(printer, 0, LogStream.Out, "web", "ror, an error\n");

        Assert.Equal(expected, Printed);
    }

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Views.Now;
    }
}
