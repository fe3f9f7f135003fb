namespace ActorPm.Daemon.AppFiles;

/// <summary>What an app file may expect of Node, in JavaScript; the functions with two underscores are <see cref="JavaScriptAppFile"/>'s.</summary>
internal static class JavaScriptPrelude
{
    /// <summary>The modules that may be required or imported by name.</summary>
    public static IReadOnlyList<string> Modules { get; } = ["path", "os", "fs", "process"];

    public const string Text =
        """
        var process = { env: __variables, cwd: () => __directory, platform: 'linux', argv: ['apm'], version: '', versions: {}, pid: 0,
          exit: () => { throw new Error('an app file must not call process.exit()'); } };
        var console = {};
        for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
          console[level] = (...words) => __print(words.map(word => typeof word === 'string' ? word : String(JSON.stringify(word) ?? word)).join(' '));
        }
        var __node = (() => {
          const normalize = text => {
            const parts = [];
            for (const part of text.split('/')) {
              if (part === '' || part === '.') continue;
              if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
              else if (part !== '..' || !text.startsWith('/')) parts.push(part);
            }
            return (text.startsWith('/') ? '/' : '') + parts.join('/') || '.';
          };
          const basename = (path, extension = '') => {
            const name = path.replace(/\/+$/, '').split('/').pop();
            return extension && name.endsWith(extension) && name !== extension ? name.slice(0, -extension.length) : name;
          };
          const path = {
            sep: '/', delimiter: ':', normalize, basename,
            join: (...parts) => normalize(parts.filter(part => part !== '').join('/') || '.'),
            resolve: (...parts) => normalize([...parts].reverse().reduce((end, part) => end.startsWith('/') ? end : part + (end ? '/' + end : ''), '').replace(/^(?!\/)/, __directory + '/')),
            dirname: text => { const at = text.replace(/\/+$/, '').lastIndexOf('/'); return at < 0 ? '.' : at === 0 ? '/' : text.slice(0, at); },
            extname: text => { const name = basename(text), at = name.lastIndexOf('.'); return at > 0 ? name.slice(at) : ''; },
            isAbsolute: text => text.startsWith('/'),
          };
          path.posix = path;
          const os = {
            EOL: '\n', cpus: () => Array.from({ length: __processors }, () => ({ model: '', speed: 0 })), availableParallelism: () => __processors,
            hostname: () => __hostname, homedir: () => process.env.HOME ?? '/', tmpdir: () => process.env.TMPDIR ?? '/tmp', platform: () => 'linux', type: () => 'Linux',
          };
          const fs = { existsSync: name => __exists(path.resolve(name)), readFileSync: name => __read(path.resolve(name)) };
          return { path, os, fs, process };
        })();
        var __loaded = {};
        var __require = (name, from) => {
          const builtIn = __node[name.replace(/^node:/, '')];
          if (builtIn) return builtIn;
          if (!/^[./]/.test(name)) throw new Error(`Cannot find module '${name}': packages need Node, which is not installed`);
          const base = __node.path.resolve(from ?? '/', name);
          const file = [base, base + '.js', base + '.cjs', base + '.json', base + '/index.js'].find(__isFile);
          if (!file) throw new Error(`Cannot find module '${name}'`);
          if (file.endsWith('.json')) return JSON.parse(__read(file));
          if (__loaded[file]) return __loaded[file].exports;
          const module = __loaded[file] = { exports: {}, id: file, filename: file };
          const directory = __node.path.dirname(file);
          const run = __compile(file);
          run(module, module.exports, wanted => __require(wanted, directory), file, directory);
          return module.exports;
        };
        """;

    /// <summary>A module by name, for <c>import</c>.</summary>
    public static string ModuleText(string module) =>
        $"const module = __node.{module}; export default module;" + module switch
        {
            "path" => "export const { sep, delimiter, normalize, basename, join, resolve, dirname, extname, isAbsolute } = module;",
            "os" => "export const { EOL, cpus, availableParallelism, hostname, homedir, tmpdir, platform, type } = module;",
            "fs" => "export const { existsSync, readFileSync } = module;",
            _ => "export const { env, cwd, platform } = module;",
        };
}
