namespace ActorPm.Core.Control;

/// <summary>
/// How <c>apm</c> and <c>apmd</c> agree when the one starts the other: the daemon is started with <see cref="DetachOption"/>, its
/// outputs being pipes. When it is ready it prints <see cref="ReadyLine"/>, then lets go of the pipes and goes on in a session of its own. When it
/// cannot start, it prints one sentence to standard error and exits.
/// </summary>
public static class DaemonLaunch
{
    /// <summary>The daemon's program name, looked for beside <c>apm</c>.</summary>
    public const string ProgramName = "apmd";

    /// <summary>The environment variable that names another daemon program.</summary>
    public const string ProgramVariable = "APM_DAEMON";

    /// <summary>The environment variable that names the home directory.</summary>
    public const string HomeVariable = "APM_HOME";

    /// <summary>The home below the user's own when <see cref="HomeVariable"/> is not set.</summary>
    public const string DefaultHomeName = ".apm";

    /// <summary>The environment variable for <c>actorpm.journal.connection-string</c>, which may hold a password: the daemon's business, and never inherited by an app.</summary>
    public const string JournalVariable = "APM_JOURNAL_CONNECTION_STRING";

    /// <summary>The mark in the environment of every managed process; never passed on to a daemon or to another app.</summary>
    public const string InstanceMark = "ACTORPM_INSTANCE";

    /// <summary>Tells the daemon to leave its starter's session and outputs once it is ready.</summary>
    public const string DetachOption = "--detach";

    /// <summary>
    /// <c>apmd --check</c> says, without changing anything, whether the program could work on the home as it is: settings and journal are read. Exit code 0, or
    /// <see cref="StartFailedExitCode"/> with one sentence on standard error.
    /// </summary>
    public const string CheckOption = "--check";

    /// <summary>
    /// <c>apmd --check-settings FILE</c> checks a file of settings, with the variables of its environment over it, and touches no home. Exit code 0, or
    /// <see cref="StartFailedExitCode"/> with a line on standard error for each thing that is wrong.
    /// </summary>
    public const string CheckSettingsOption = "--check-settings";

    /// <summary><c>apmd --show-settings FILE</c> prints the settings that follow from a file and the environment, a list of <see cref="SettingView"/> as JSON. Exit codes as above.</summary>
    public const string ShowSettingsOption = "--show-settings";

    /// <summary>What a detaching daemon prints to standard output when it takes commands.</summary>
    public const string ReadyLine = "ready";

    /// <summary>The daemon's exit code when another daemon holds the home already: the starter simply goes on to that one.</summary>
    public const int AlreadyRunningExitCode = 75;

    /// <summary>The daemon's exit code when it cannot start.</summary>
    public const int StartFailedExitCode = 4;
}
