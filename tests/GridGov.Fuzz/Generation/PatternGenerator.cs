using System.Text;

namespace GridGov.Fuzz.Generation;

/// <summary>Generates text that a regular expression matches. Supports classes, groups, alternatives, escapes and repetition.</summary>
sealed class PatternGenerator
{
    const int MostRepeats = 12;

    readonly string pattern;
    readonly Random random;
    int at;

    PatternGenerator(string pattern, Random random) => (this.pattern, this.random) = (pattern, random);

    public static string Of(string pattern, Random random) => new PatternGenerator(pattern, random).Alternatives();

    string Alternatives()
    {
        var all = new List<string> { Sequence() };
        while (at < pattern.Length && pattern[at] == '|')
        {
            at++;
            all.Add(Sequence());
        }
        return all[random.Next(all.Count)];
    }

    string Sequence()
    {
        var text = new StringBuilder();
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            if (pattern[at] is '^' or '$')
            {
                at++;
                continue;
            }
            var from = at;
            Item();
            var times = Times();
            var end = at;
            for (var i = 0; i < times; i++)
            {
                at = from;
                text.Append(Item());
            }
            at = end;
        }
        return text.ToString();
    }

    string Item()
    {
        var character = pattern[at++];
        switch (character)
        {
            case '(':
                if (pattern.AsSpan(at).StartsWith("?:"))
                    at += 2;
                var inner = Alternatives();
                at++;
                return inner;
            case '[':
                return Class();
            case '\\':
                return pattern[at++] switch
                {
                    'd' => random.Next(10).ToString(),
                    'w' => "w",
                    's' => " ",
                    var literal => literal.ToString(),
                };
            case '.':
                return "x";
            default:
                return character.ToString();
        }
    }

    string Class()
    {
        var choices = new List<char>();
        var none = pattern[at] == '^';
        if (none)
            at++;
        while (pattern[at] != ']')
        {
            var first = pattern[at] == '\\' ? pattern[++at] : pattern[at];
            at++;
            if (pattern[at] == '-' && pattern[at + 1] != ']')
            {
                for (var character = first; character <= pattern[at + 1]; character++)
                    choices.Add(character);
                at += 2;
            }
            else
            {
                choices.Add(first);
            }
        }
        at++;
        return none ? "x" : choices[random.Next(choices.Count)].ToString();
    }

    int Times()
    {
        if (at == pattern.Length)
            return 1;
        switch (pattern[at])
        {
            case '*':
                at++;
                return random.Next(MostRepeats);
            case '+':
                at++;
                return random.Next(1, MostRepeats);
            case '?':
                at++;
                return random.Next(2);
            case '{':
                var end = pattern.IndexOf('}', at);
                var bounds = pattern[(at + 1)..end].Split(',');
                at = end + 1;
                var least = int.Parse(bounds[0]);
                var most = bounds is [_, ""] ? least + MostRepeats : int.Parse(bounds[^1]);
                return random.Next(least, most + 1);
            default:
                return 1;
        }
    }
}
