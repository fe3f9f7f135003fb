using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Net.Http.Headers;

namespace ActorPm.Daemon.StaticServer;

/// <summary>
/// The answers of a static web server, as PM2's give them, and what PM2's lack: ranges, ETags, HEAD, refusal of other methods. Files whose path has
/// a part that begins with a dot (<c>.env</c>, <c>.git</c>) are not there for anybody, but for <c>.well-known</c>.
/// </summary>
internal static class StaticFiles
{
    private const string ErrorPage = "404.html";

    /// <summary>Maps the answers.</summary>
    public static void Use(WebApplication app, StaticServerSettings settings)
    {
        var files = new PhysicalFileProvider(settings.Root, ExclusionFilters.None);
        app.Use(async (context, next) =>
        {
            context.Response.Headers[HeaderNames.AccessControlAllowOrigin] = "*";
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                context.Response.Headers[HeaderNames.Allow] = "GET, HEAD";
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            }
            else if (settings.Login is { } login && !login.Admits(context.Request.Headers.Authorization))
            {
                context.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"static-page-server\", charset=\"UTF-8\"";
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
            else if (LeavesRoot(context.Request.Path.Value ?? ""))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            }
            else if (IsHidden(context.Request.Path))
            {
                await NotFoundAsync(context, files);
            }
            else
            {
                Redirect(context, files, settings);
                await next(context);
            }
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            // PM2's answer for an extension that nobody knows; nobody is to guess at something livelier.
            ServeUnknownFileTypes = true,
            DefaultContentType = "text/plain",
            OnPrepareResponse = response => response.Context.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff",
        });
        if (settings.ListsDirectories)
        {
            app.UseDirectoryBrowser(new DirectoryBrowserOptions { FileProvider = new PhysicalFileProvider(settings.Root, ExclusionFilters.Sensitive) });
        }

        app.Run(context => NotFoundAsync(context, files));
    }

    // The web server's own reading of a path resolves dots before; what is left of them is hidden in an escape.
    private static bool LeavesRoot(string path) => path.Split('/', '\\').Any(
        part => Uri.UnescapeDataString(part).Split('/', '\\').Contains(".."));

    private static bool IsHidden(PathString path) =>
        (path.Value ?? "").Split('/').Any(part => part.StartsWith('.') && part != ".well-known");

    // Puts the file in the place of a path that stands for one.
    private static void Redirect(HttpContext context, PhysicalFileProvider files, StaticServerSettings settings)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path == "/" && (!settings.ListsDirectories || IsFile(files, settings.HomePage)))
        {
            context.Request.Path = settings.HomePage;
        }
        else if (path.EndsWith('/') && IsFile(files, path + "index.html"))
        {
            context.Request.Path = path + "index.html";
        }
        else if (settings.IsSinglePage && !IsFile(files, path))
        {
            var baseName = "/" + Path.GetFileName(path);
            context.Request.Path = baseName.Length > 1 && IsFile(files, baseName) ? baseName : settings.HomePage;
        }
    }

    private static bool IsFile(PhysicalFileProvider files, string path) => files.GetFileInfo(path) is { Exists: true, IsDirectory: false };

    private static async Task NotFoundAsync(HttpContext context, PhysicalFileProvider files)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        if (files.GetFileInfo(ErrorPage) is { Exists: true, IsDirectory: false } page)
        {
            context.Response.ContentType = "text/html";
            context.Response.ContentLength = page.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.SendFileAsync(page);
            }

            return;
        }

        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(HttpMethods.IsHead(context.Request.Method) ? "" : "404 Not Found");
    }
}
