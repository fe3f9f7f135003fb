namespace ActorPm.Core.Ecosystem;

/// <summary>Finds the word that somebody who made a slip most likely meant.</summary>
public static class NearestWord
{
    // Two slips in a short word, more in a long one, are another word.
    private const int LettersPerSlip = 3;

    // No word that is sought is nearly as long.
    private const int LongestWord = 100;

    /// <summary>The candidate with the fewest slips (a letter too many, missing, wrong, or two swapped); null when none is near.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestSlips = Math.Max(1, word.Length / LettersPerSlip) + 1;
        // Each letter more is a slip: words of very different lengths need not be compared, which costs the product of both.
        foreach (var candidate in candidates.Where(candidate => Math.Abs(candidate.Length - word.Length) < bestSlips && word.Length <= LongestWord))
        {
            var slips = Slips(word, candidate);
            if (slips < bestSlips)
            {
                (best, bestSlips) = (candidate, slips);
            }
        }

        return best;
    }

    /// <summary>How many slips lie between two words; the case of letters does not count.</summary>
    public static int Slips(string left, string right)
    {
        var slips = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                slips[i, j] = i == 0 || j == 0 ? i + j : Fewest(slips, left, right, i, j);
            }
        }

        return slips[left.Length, right.Length];
    }

    private static int Fewest(int[,] slips, string left, string right, int i, int j)
    {
        var same = IsSame(left[i - 1], right[j - 1]) ? 0 : 1;
        var fewest = Math.Min(Math.Min(slips[i - 1, j] + 1, slips[i, j - 1] + 1), slips[i - 1, j - 1] + same);
        var swapped = i > 1 && j > 1 && IsSame(left[i - 1], right[j - 2]) && IsSame(left[i - 2], right[j - 1]);
        return swapped ? Math.Min(fewest, slips[i - 2, j - 2] + 1) : fewest;
    }

    private static bool IsSame(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
