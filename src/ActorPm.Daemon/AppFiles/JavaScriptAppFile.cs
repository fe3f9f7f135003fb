using ActorPm.Core.Ecosystem;
using Acornima;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace ActorPm.Daemon.AppFiles;

/// <summary>
/// An app file in JavaScript → JSON where no Node is installed: CommonJS or an ES module, with <c>path</c>, <c>os</c>, reading by <c>fs</c>, files of
/// one's own by <c>require</c> and <c>import</c>, <c>process.env</c> and <c>console</c>. Packages of npm need Node.
/// </summary>
internal sealed class JavaScriptAppFile : IDisposable
{
    private const int MemoryLimitBytes = 256 * 1024 * 1024;
    private const int RecursionLimit = 500;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(8);

    private readonly Engine _engine;
    private readonly string _path;

    private JavaScriptAppFile(string path)
    {
        _path = path;
        _engine = new Engine(options => options
            .TimeoutInterval(TimeLimit)
            .LimitMemory(MemoryLimitBytes)
            .LimitRecursion(RecursionLimit)
            .EnableModules(Path.GetDirectoryName(path)!, restrictToBasePath: false));
        _engine.SetValue("__print", new Action<string>(Console.Error.WriteLine));
        _engine.SetValue("__read", new Func<string, string>(File.ReadAllText));
        _engine.SetValue("__compile", new Func<string, JsValue>(Compile));
        _engine.SetValue("__exists", new Func<string, bool>(Path.Exists));
        _engine.SetValue("__isFile", new Func<string, bool>(File.Exists));
        _engine.SetValue("__processors", Environment.ProcessorCount);
        _engine.SetValue("__hostname", Environment.MachineName);
        _engine.SetValue("__directory", Environment.CurrentDirectory);
        _engine.SetValue("__variables", _engine.Evaluate($"({Variables()})"));
        _engine.Execute(JavaScriptPrelude.Text);
        foreach (var module in JavaScriptPrelude.Modules)
        {
            _engine.Modules.Add(module, JavaScriptPrelude.ModuleText(module));
            _engine.Modules.Add("node:" + module, JavaScriptPrelude.ModuleText(module));
        }
    }

    /// <summary>The root as JSON.</summary>
    /// <exception cref="AppFileSyntaxException">It is no JavaScript, fails, or takes too long.</exception>
    public static string Read(string path)
    {
        try
        {
            using var file = new JavaScriptAppFile(path);
            return file.Evaluate();
        }
        catch (JavaScriptException e)
        {
            // A syntax error's words have its place already.
            var message = e.Error.ToString();
            var place = message.Contains(path, StringComparison.Ordinal) ? "" : $"{e.Location.SourceFile ?? path}:{e.Location.Start.Line}:{e.Location.Start.Column + 1}; ";
            throw new AppFileSyntaxException($"{message} ({place}Node is not installed, so apmd's own JavaScript engine evaluated it)");
        }
        catch (ParseErrorException e)
        {
            throw new AppFileSyntaxException($"SyntaxError: {e.Description} ({Path.GetFileName(path)}:{e.LineNumber}:{e.Column + 1})");
        }
        catch (TimeoutException)
        {
            throw new AppFileSyntaxException($"its evaluation took longer than {TimeLimit.TotalSeconds:0} seconds; an app file must come to an end by itself");
        }
        catch (JintException e)
        {
            throw new AppFileSyntaxException($"{e.Message} (Node is not installed, so apmd's own JavaScript engine evaluated it)");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private string Evaluate()
    {
        var text = File.ReadAllText(_path);
        var root = IsModule(text) ? FromModule() : _engine.Invoke("__require", _path);
        _engine.SetValue("__root", root.UnwrapIfPromise());
        return _engine.Evaluate("JSON.stringify(__root, (key, value) => typeof value === 'number' && !Number.isFinite(value) ? String(value) : value) ?? 'null'").AsString();
    }

    // The wrapper stands in the file's first line, so that the places of mistakes are the file's own.
    private JsValue Compile(string file)
    {
        var text = File.ReadAllText(file);
        var body = text.StartsWith("#!", StringComparison.Ordinal) ? "//" + text : text;
        return _engine.Evaluate($"(function (module, exports, require, __filename, __dirname) {{{body}\n}})", file);
    }

    private JsValue FromModule()
    {
        var module = _engine.Modules.Import("./" + Path.GetFileName(_path));
        return module.Get("default") is { } @default && !@default.IsUndefined() ? @default : module;
    }

    // By its name, or by the words that only a module may have.
    private bool IsModule(string text) =>
        _path.EndsWith(".mjs", StringComparison.Ordinal)
        || (!_path.EndsWith(".cjs", StringComparison.Ordinal)
            && text.Split('\n').Any(line => line.StartsWith("export ", StringComparison.Ordinal) || line.StartsWith("import ", StringComparison.Ordinal)));

    private static string Variables()
    {
        var variables = new System.Text.Json.Nodes.JsonObject();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value;
        }

        return JsonTree.ToElement(variables).GetRawText();
    }
}
