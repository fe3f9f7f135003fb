using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm init</c>: an app file to begin with.</summary>
internal sealed class InitCommand : CliCommand
{
    private const string FileName = "ecosystem.config.js";

    private const string Simple =
        """
        module.exports = {
          apps: [
            { name: 'app', script: './app.js' },
          ],
        }

        """;

    private const string Full =
        """
        // `apm start` in this directory starts these apps.
        module.exports = {
          apps: [
            {
              name: 'web',
              script: './app.js',
              instances: 1,
              max_memory_restart: '300M',
              env: { NODE_ENV: 'development' },
              env_production: { NODE_ENV: 'production' },   // apm start ecosystem.config.js --env production
            },
            {
              name: 'worker',
              script: './worker.js',
              watch: ['worker.js'],
            },
          ],

          // `apm deploy production setup` once, `apm deploy production` for each release.
          deploy: {
            production: {
              user: 'SSH_USER',
              host: 'SSH_HOST',
              ref: 'origin/main',
              repo: 'GIT_REPOSITORY',
              path: '/srv/app',
              'post-deploy': 'npm install && apm startOrRestart ecosystem.config.js --env production',
            },
          },
        }

        """;

    private readonly Option<bool> _force;

    public InitCommand()
        : base("init", "write an ecosystem.config.js to begin with", "[simple]") =>
        _force = Flag("--force", "replace a file that is there", "-f");

    public override Task<int> RunAsync(Invocation call)
    {
        var text = call.Words switch
        {
            [] => Full,
            ["simple"] => Simple,
            _ => throw new CommandFailure(ControlErrorCode.InvalidRequest, $"'{call.Words[0]}' is no kind of app file; write `apm init` or `apm init simple`."),
        };
        var path = Path.Combine(call.Host.CurrentDirectory, FileName);
        try
        {
            using var file = new FileStream(path, call.Has(_force) ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (!call.Has(_force) && File.Exists(path))
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} is there already; use --force to replace it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} cannot be written: {e.Message}");
        }

        call.Screen.Data($"File {path} generated\n");
        return Task.FromResult(0);
    }
}
