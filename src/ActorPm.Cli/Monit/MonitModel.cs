using System.Text;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Monit;

/// <summary>The parts of the screen, in the order in which → goes through them.</summary>
internal enum MonitPane
{
    Processes,
    Logs,
    Metrics,
    Metadata,
}

/// <summary>What <c>monit</c> knows at a moment: the instances, which of them is selected, its newest log lines and details.</summary>
internal sealed class MonitModel
{
    /// <summary>How many lines of log are kept.</summary>
    public const int MostLines = 500;

    private const int Page = 10;

    private readonly LinkedList<string> _lines = [];
    private readonly int[] _scroll = new int[4];

    /// <summary>All instances, by name.</summary>
    public IReadOnlyList<InstanceView> Instances { get; private set; } = [];

    /// <summary>The place of the selected one; 0 when there is none.</summary>
    public int Selected { get; private set; }

    /// <summary>The selected instance; null when there is none.</summary>
    public InstanceView? Current => Selected < Instances.Count ? Instances[Selected] : null;

    /// <summary>Its details, once they are known.</summary>
    public InstanceDetail? Detail { get; set; }

    /// <summary>The pane that ↑ and ↓ move in.</summary>
    public MonitPane Pane { get; private set; }

    /// <summary>Its newest log lines, the newest last.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>How far a pane is scrolled: lines from the end for logs, from the beginning for others.</summary>
    public int ScrollOf(MonitPane pane) => _scroll[(int)pane];

    /// <summary>Takes a newer list; the same instance stays selected while it is there.</summary>
    public void Update(IReadOnlyList<InstanceView> instances)
    {
        var id = Current?.PmId;
        Instances = ListOrder.Default.Sort(instances);
        var found = Instances.Select((view, place) => (view.PmId, place)).Where(pair => pair.PmId == id).Select(pair => (int?)pair.place).FirstOrDefault();
        Select(found ?? Math.Min(Selected, Math.Max(0, Instances.Count - 1)), id);
    }

    /// <summary>Adds a line of the selected instance's log.</summary>
    public void AddLine(string line)
    {
        _lines.AddLast(Clean(line));
        if (_lines.Count > MostLines)
        {
            _lines.RemoveFirst();
        }
    }

    /// <summary>Obeys a key; false when it says to end.</summary>
    public bool Press(MonitKey key)
    {
        switch (key)
        {
            case MonitKey.Up:
                Move(-1);
                break;
            case MonitKey.Down:
                Move(1);
                break;
            case MonitKey.PageUp:
                Move(-Page);
                break;
            case MonitKey.PageDown:
                Move(Page);
                break;
            case MonitKey.NextPane:
                Pane = (MonitPane)(((int)Pane + 1) % _scroll.Length);
                break;
            case MonitKey.PreviousPane:
                Pane = (MonitPane)(((int)Pane + _scroll.Length - 1) % _scroll.Length);
                break;
            case MonitKey.Quit:
                return false;
            default:
                throw new ArgumentOutOfRangeException(nameof(key), key, "Not a key.");
        }

        return true;
    }

    private void Move(int by)
    {
        if (Pane is MonitPane.Processes)
        {
            Select(Math.Clamp(Selected + by, 0, Math.Max(0, Instances.Count - 1)), Current?.PmId);
            return;
        }

        // Logs stand at their end, so up is further away from it.
        var most = Pane is MonitPane.Logs ? _lines.Count : 100;
        _scroll[(int)Pane] = Math.Clamp(_scroll[(int)Pane] + (Pane is MonitPane.Logs ? -by : by), 0, most);
    }

    private void Select(int place, int? idBefore)
    {
        Selected = place;
        if (Current?.PmId == idBefore)
        {
            return;
        }

        _lines.Clear();
        Detail = null;
        Array.Clear(_scroll);
    }

    // Colours and other control sequences of an app would move the cursor out of the pane.
    private static string Clean(string line)
    {
        var clean = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\e' && i + 1 < line.Length && line[i + 1] == '[')
            {
                i += 2;
                while (i < line.Length && line[i] is < '@' or > '~')
                {
                    i++;
                }
            }
            else if (line[i] == '\t')
            {
                clean.Append("    ");
            }
            else if (!char.IsControl(line[i]))
            {
                clean.Append(line[i]);
            }
        }

        return clean.ToString();
    }
}
