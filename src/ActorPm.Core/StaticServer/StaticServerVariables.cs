namespace ActorPm.Core.StaticServer;

/// <summary>
/// How the built-in static web server is started: as the app <see cref="AppNamePrefix"/> + port, whose program is the daemon's own with the argument
/// <see cref="Argument"/> and whose environment says the rest, in PM2's names.
/// </summary>
public static class StaticServerVariables
{
    /// <summary>The argument that makes <c>apmd</c> a static web server instead of a daemon.</summary>
    public const string Argument = "static-server";

    /// <summary>An app's name before its port.</summary>
    public const string AppNamePrefix = "static-page-server-";

    /// <summary>The directory; default: the working directory.</summary>
    public const string Path = "PM2_SERVE_PATH";

    /// <summary>The port; default <see cref="DefaultPort"/>.</summary>
    public const string Port = "PM2_SERVE_PORT";

    /// <summary>The address to listen on; default <c>0.0.0.0</c>.</summary>
    public const string Host = "PM2_SERVE_HOST";

    /// <summary><c>true</c>: a path that is no file is answered with the home page.</summary>
    public const string SinglePage = "PM2_SERVE_SPA";

    /// <summary>The path of the home page; default <c>/index.html</c>.</summary>
    public const string HomePage = "PM2_SERVE_HOMEPAGE";

    /// <summary><c>true</c>: directories are listed.</summary>
    public const string Listing = "PM2_SERVE_FTP";

    /// <summary>The same as <see cref="Listing"/>, by PM2's other name for it.</summary>
    public const string Directory = "PM2_SERVE_DIRECTORY";

    /// <summary><c>true</c>: a user name and a password are asked for.</summary>
    public const string BasicAuth = "PM2_SERVE_BASIC_AUTH";

    /// <summary>The user name.</summary>
    public const string UserName = "PM2_SERVE_BASIC_AUTH_USERNAME";

    /// <summary>The password.</summary>
    public const string Password = "PM2_SERVE_BASIC_AUTH_PASSWORD";

    /// <summary>The port when none is said.</summary>
    public const int DefaultPort = 8080;
}
