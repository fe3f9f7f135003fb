using System.Globalization;
using System.Security;
using ActorPm.Core.Control;

namespace ActorPm.Cli.InitSystems;

/// <summary>
/// The agent for launchd, which starts the daemon when its user logs in. <c>AbandonProcessGroup</c>: a daemon that dies leaves its apps running.
/// <c>SuccessfulExit</c> false: it is started again unless it ended in order.
/// </summary>
internal static class LaunchdPlist
{
    public static string Of(InitService service) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        <dict>
          <key>Label</key>
          <string>{Escape(service.Name)}</string>
          <key>UserName</key>
          <string>{Escape(service.User)}</string>
          <key>ProgramArguments</key>
          <array>
            <string>{Escape(service.Daemon)}</string>
          </array>
          <key>EnvironmentVariables</key>
          <dict>
            <key>PATH</key>
            <string>{Escape(service.SearchPath)}</string>
            <key>{DaemonLaunch.HomeVariable}</key>
            <string>{Escape(service.Home)}</string>
          </dict>
          <key>RunAtLoad</key>
          <true/>
          <key>KeepAlive</key>
          <dict>
            <key>SuccessfulExit</key>
            <false/>
          </dict>
          <key>AbandonProcessGroup</key>
          <true/>
          <key>ExitTimeOut</key>
          <integer>{InitPlan.StopSeconds.ToString(CultureInfo.InvariantCulture)}</integer>
        </dict>
        </plist>

        """;

    private static string Escape(string text) => SecurityElement.Escape(text);
}
