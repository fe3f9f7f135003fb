using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Core.Tests.Control;

public sealed class ControlErrorTests
{
    public static TheoryData<ControlErrorCode> Codes => [.. Enum.GetValues<ControlErrorCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_an_exit_code_and_an_HTTP_status(ControlErrorCode code)
    {
        var error = new ControlError(code, "It cannot be done.");

        Assert.InRange(error.ExitCode, 1, 125);
        Assert.InRange(error.HttpStatus, 400, 599);
    }

    [Fact]
    public void What_PM2_calls_an_error_exits_with_1_and_what_it_does_not_have_with_a_number_of_its_own()
    {
        // A daemon that is stopping and one that is being updated are the same to a script: try again.
        var codes = Enum.GetValues<ControlErrorCode>().Except([ControlErrorCode.UpdateUnderWay, ControlErrorCode.LoginLimited]).Select(code => new ControlError(code, "").ExitCode).Where(exit => exit != 1).ToList();

        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 70], codes.Order());
        Assert.Equal(6, new ControlError(ControlErrorCode.UpdateUnderWay, "").ExitCode);
    }

    [Fact]
    public void It_survives_the_wire_without_its_derived_members()
    {
        var error = new ControlError(ControlErrorCode.NameTaken, "The name is taken.");

        var json = JsonSerializer.Serialize(error, ControlJson.Default.ControlError);

        Assert.Equal("""{"code":"NameTaken","message":"The name is taken."}""", json);
        Assert.Equal(error, JsonSerializer.Deserialize(json, ControlJson.Default.ControlError));
    }
}
