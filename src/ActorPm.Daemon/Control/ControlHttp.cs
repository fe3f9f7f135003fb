using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Control;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Control;

/// <summary>Bodies of the control API: JSON in, JSON out, refusals with their own status.</summary>
internal static class ControlHttp
{
    /// <summary>Reads a request's body.</summary>
    /// <exception cref="RefusedException">It is not what the route takes.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted)
                ?? throw new RefusedException(ControlErrorCode.InvalidRequest, "The request has no body; send the JSON object that the route takes.");
        }
        catch (JsonException exception)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"The request's body is not what {http.Request.Path} takes: {exception.Message}");
        }
        catch (IOException exception)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"The request cannot be read: {exception.Message}");
        }
    }

    /// <summary>Writes an answer.</summary>
    public static Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type) =>
        WriteAsync(http, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Writes an answer that is JSON already.</summary>
    public static Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }

    /// <summary>Writes a refusal.</summary>
    public static Task RefuseAsync(HttpContext http, ControlError error)
    {
        http.Response.StatusCode = error.HttpStatus;
        return WriteAsync(http, error, ControlJson.Default.ControlError);
    }
}
