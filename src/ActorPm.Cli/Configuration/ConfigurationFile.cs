using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Configuration;

/// <summary>
/// The settings of <c>apm set</c>, in the home's <c>module_conf.json</c> and in PM2's shape: <c>{ "pm2-logrotate": { "max_size": "50M" } }</c>. Written as
/// a whole beside the old file and put in its place, so that a reader finds the one or the other; only its owner may read it.
/// </summary>
internal sealed class ConfigurationFile
{
    private const string FileName = "module_conf.json";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path;

    private ConfigurationFile(string path, JsonObject root)
    {
        _path = path;
        Root = root;
    }

    /// <summary>All settings.</summary>
    public JsonObject Root { get; }

    /// <summary>Reads the settings of a home; none when there is no file.</summary>
    public static ConfigurationFile Read(Home home)
    {
        var path = Path.Combine(home.Directory, FileName);
        try
        {
            return new ConfigurationFile(path, File.Exists(path) && File.ReadAllText(path) is { } text && text.Trim().Length > 0
                ? JsonNode.Parse(text) as JsonObject ?? throw new JsonException("it is no object")
                : []);
        }
        catch (JsonException e)
        {
            throw new CommandFailure(
                ControlErrorCode.InvalidRequest, $"{path} is not the JSON object that settings are kept in ({e.Message}); correct it, or move it away.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The value of a key; null when it is not set.</summary>
    public JsonNode? Find(ConfigurationKey key)
    {
        JsonNode? node = Root;
        foreach (var part in key.Parts)
        {
            node = (node as JsonObject)?[part];
        }

        return node;
    }

    /// <summary>Sets a key; a value that stood where a group is needed makes way.</summary>
    public void Set(ConfigurationKey key, string value)
    {
        var group = Root;
        foreach (var part in key.Parts.SkipLast(1))
        {
            if (group[part] is not JsonObject inner)
            {
                inner = [];
                group[part] = inner;
            }

            group = inner;
        }

        group[key.Parts[^1]] = JsonValue.Create(value);
    }

    /// <summary>Removes a key, or all that belongs to it.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ConfigurationKey key) =>
        (key.Parts.Count == 1 ? Root : Find(new ConfigurationKey([.. key.Parts.SkipLast(1)])) as JsonObject)?.Remove(key.Parts[^1]) ?? false;

    /// <summary>Writes all settings.</summary>
    public void Write()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!, Private | UnixFileMode.UserExecute);
            // Two writers at once must not write the same draft; the last one to finish wins.
            var draft = $"{_path}.{Environment.ProcessId}";
            using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Private }))
            {
                file.Write(Json());
                file.WriteByte((byte)'\n');
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{_path} cannot be written: {e.Message} Nothing was changed.");
        }
    }

    /// <summary>The settings as JSON, indented.</summary>
    public byte[] Json() => Json(Root);

    /// <summary>A part of the settings as JSON, indented.</summary>
    public static byte[] Json(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            node.WriteTo(writer);
        }

        return buffer.ToArray();
    }
}
