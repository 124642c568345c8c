using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridGov.Platform.Time;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Makes values that the contract allows: of what is known, of the examples, or new ones.</summary>
sealed partial class Values(Pool pool, Odds odds, Clock clock, Func<IReadOnlyList<Caller>> people, Random random)
{
    sealed record Source(string Name, double Expected);

    readonly Dictionary<string, (int Kinds, List<Source> Sources)> sources = new(StringComparer.Ordinal);

    /// <summary>A value for a place of a body.</summary>
    /// <param name="slot">Operation and place, under which is remembered what works.</param>
    public JsonTree Body(Schema schema, string slot, Draft draft, JsonNode? example = null, int depth = 0)
    {
        if (schema.Nullable && (depth > 4 || random.Next(25) == 0))
            return JsonTree.Leaf("null", schema);
        switch (schema.Type)
        {
            case "object":
                var members = new List<(string, JsonTree)>();
                foreach (var (name, property) in schema.Properties)
                {
                    var shown = (example as JsonObject)?[name];
                    if (schema.Required.Contains(name) || (draft.LikeExample && example is not null ? shown is not null : Present($"{slot}.{name}", draft, 0.5)))
                        members.Add((name, Body(property, $"{slot}.{name}", draft, shown, depth + 1)));
                }
                if (schema.Others is { } others)
                {
                    for (var i = random.Next(3); i > 0; i--)
                        members.Add((pool.Value("grid.code", random) ?? "x", Body(others, $"{slot}.*", draft, example: null, depth + 1)));
                }
                return new JsonTree { Members = members, Schema = schema };
            case "array":
                var least = schema.MinItems ?? 0;
                var count = random.Next(12) == 0 ? random.Next(least, Math.Min(schema.MaxItems ?? 25, 60) + 1) : Math.Max(least, random.Next(1, 4));
                return new JsonTree
                {
                    Items = [.. Enumerable.Range(0, count).Select(i => Body(schema.Items!, slot + "[]", draft, (example as JsonArray)?.ElementAtOrDefault(i), depth + 1))],
                    Schema = schema,
                };
            case "boolean":
                return JsonTree.Leaf(random.Next(2) == 0 ? "true" : "false", schema);
            case "integer" or "number":
                return JsonTree.Leaf(example is not null && random.Next(3) == 0 ? example.ToJsonString() : Number(schema, slot), schema);
            default:
                return JsonTree.Leaf(Hostile.JsonText(Text(schema, slot, draft, example is JsonValue value && value.TryGetValue<string>(out var said) ? said : null), random), schema);
        }
    }

    /// <summary>Whether what need not be there is: what the contract leaves out about that, experience tells.</summary>
    public bool Present(string slot, Draft draft, double expected) =>
        Chosen(draft, [true, false], present => ($"{slot}{Lesson.Present}{present}", present ? expected : 1 - expected));

    /// <summary>A value for a parameter of the address.</summary>
    public string Parameter(Schema schema, string slot, Draft draft) => schema.Type switch
    {
        "boolean" => random.Next(2) == 0 ? "true" : "false",
        "integer" or "number" => Number(schema, slot),
        "array" => Parameter(schema.Items!, slot, draft),
        _ => Text(schema, slot, draft, example: null),
    };

    string Number(Schema schema, string slot)
    {
        var name = NameOf(slot);
        if (schema.Type == "number")
        {
            var near = name switch { "lng" => 113.65, "lat" => 34.75, _ => double.NaN };
            var number = !double.IsNaN(near) && random.Next(4) != 0
                ? near + random.Next(400) / 10_000.0
                : random.NextDouble() * ((schema.Maximum ?? 100) - (schema.Minimum ?? 0)) + (schema.Minimum ?? 0);
            return random.Next(10) == 0 ? (schema.Maximum ?? number).ToString("R", CultureInfo.InvariantCulture) : Math.Round(number, random.Next(2, 9)).ToString("R", CultureInfo.InvariantCulture);
        }
        var least = (long)(schema.Minimum ?? 0);
        var most = (long)(schema.Maximum ?? least + 5.0);
        if (name == "year" && random.Next(3) != 0)
            return (clock.Today.Year + random.Next(-1, 3)).ToString(CultureInfo.InvariantCulture);
        return (random.Next(8) switch { 0 => least, 1 => most, _ => random.NextInt64(least, Math.Max(most, most + 1)) }).ToString(CultureInfo.InvariantCulture);
    }

    string Text(Schema schema, string slot, Draft draft, string? example)
    {
        if (draft.LikeExample && example is not null && schema.Pattern is null && (schema.Codes is not null || random.Next(2) == 0))
            return example;
        if (schema.Codes is { Count: > 0 } codes)
            return Chosen(draft, codes, code => ($"{slot}={code}", 0.3));
        if (OfCaller(NameOf(slot), draft) is { } own && random.Next(10) != 0)
            return own;
        if (schema.Format == "date" && draft.At is [{ Length: 4 } year, ..] && int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var within) && draft.Operation.Template.Contains("{year}", StringComparison.Ordinal) && random.Next(10) != 0)
            return new DateOnly(Math.Max(1, within), 1, 1).AddDays(random.Next(365)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (schema.Format is "date" or "date-time")
            return example is not null && random.Next(10) == 0 ? example : Made(schema, slot);
        var known = SourcesOf(schema, slot);
        if (example is null)
            known = [.. known.Where(source => source.Name != "example")];
        // What has worked at places of this name elsewhere is expected to work here.
        string Elsewhere(Source source) => $"{Lesson.Anywhere}.{Bare(slot)}{Lesson.From}{source.Name}";
        var source = Chosen(draft, known, source => ($"{slot}{Lesson.From}{source.Name}", odds.Of(Elsewhere(source), source.Expected)));
        draft.Choices.Add(Elsewhere(source));
        return source.Name switch
        {
            "example" => example!,
            "made" => Made(schema, slot),
            ['"', .. var word] => word,
            [Lesson.ByCaller, .. var post] => people().First(caller => caller.Post == post).Id,
            var kind => pool.Value(kind, random) ?? Made(schema, slot),
        };
    }

    T Chosen<T>(Draft draft, IReadOnlyList<T> from, Func<T, (string Choice, double Expected)> about)
    {
        var chosen = odds.Choose(random, from, about);
        draft.Choices.Add(about(chosen).Choice);
        return chosen;
    }

    /// <summary>What only the caller knows.</summary>
    string? OfCaller(string name, Draft draft)
    {
        if (draft.Caller is not { } caller || !draft.Operation.OwnAccount)
            return null;
        switch (name)
        {
            case "username":
                return caller.Username;
            case "currentPassword" or "password" when draft.Operation.Body!.Schema.Properties.ContainsKey("token") is false:
                return caller.Password;
            case "code":
                return caller.Code(random, clock.Now);
            case "newPassword":
                return draft.NextPassword = $"fuzz-{Hostile.TextOf(random, 20)}-{random.NextInt64():x16}";
            case "password":
                return $"fuzz-{random.NextInt64():x16}";
            default:
                return null;
        }
    }

    string Made(Schema schema, string slot)
    {
        if (schema.Format == "date")
            return clock.Today.AddDays(random.Next(12) switch { 0 => -random.Next(4000), 1 => random.Next(4000), 2 => 0, _ => random.Next(1, 360) }).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (schema.Format == "date-time")
        {
            var at = clock.Now.ToUtc().AddSeconds(random.Next(12) switch { 0 => -random.Next(100_000_000), 1 => random.Next(100_000_000), _ => random.Next(60, 30_000_000) });
            return at.ToOffset(TimeSpan.FromHours(random.Next(-12, 15))).ToString(random.Next(2) == 0 ? "yyyy-MM-ddTHH:mm:sszzz" : "o", CultureInfo.InvariantCulture);
        }
        if (schema.Pattern is { } pattern)
        {
            for (var i = 0; i < 20; i++)
            {
                var text = PatternText.Of(pattern.ToString(), random);
                if (text.Length >= (schema.MinLength ?? 0) && text.Length <= (schema.MaxLength ?? int.MaxValue))
                    return text;
            }
        }
        // Where days stand without a format, in addresses, the description tells.
        if (schema.Description?.Contains("yyyy-MM-dd", StringComparison.Ordinal) is true && random.Next(8) != 0)
            return clock.Today.AddDays(random.Next(-400, 40)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Hostile.TextOf(random, schema.MaxLength ?? 60, schema.MinLength ?? 1);
    }

    /// <summary>Where a text could come from: kinds of values that are known and match the pattern, those of a like name first.</summary>
    List<Source> SourcesOf(Schema schema, string slot)
    {
        var kinds = pool.KnownKinds();
        if (sources.TryGetValue(slot, out var found) && found.Kinds == kinds.Count)
            return found.Sources;
        var name = NameOf(slot);
        var bare = Bare(slot);
        // Long text is written by people, and copied from elsewhere only where the name is the same: a token.
        var written = schema.Pattern is null && schema.MaxLength > 64;
        var all = new List<Source> { new("made", schema.Pattern is null ? 0.5 : 0.05), new("example", 0.5) };
        if (schema.Pattern is null && !written && schema.Description is { } description)
            all.AddRange(Word().Matches(description).Select(match => match.Value).Distinct(StringComparer.Ordinal).Select(word => new Source('"' + word, word.Contains('_') ? 0.3 : 0.02)));
        if (schema.Pattern is { } ofIds && people() is [var first, ..] callers && ofIds.IsMatch(first.Id))
            all.AddRange(callers.Select(caller => caller.Post).Distinct(StringComparer.Ordinal).Select(post => new Source(Lesson.ByCaller + post, 0.1)));
        foreach (var kind in kinds)
        {
            if (!written || kind.EndsWith('.' + name, StringComparison.Ordinal))
            {
                if (schema.Pattern is { } pattern && (pool.Value(kind, random) is not { } sample || !pattern.IsMatch(sample)))
                    continue;
                var dot = kind.LastIndexOf('.');
                var (parent, last) = dot < 0 ? (kind, "") : (kind[..dot], kind[(dot + 1)..]);
                var like = last == name || (parent.StartsWith(bare, StringComparison.OrdinalIgnoreCase) && last is "id" or "code" or "");
                all.Add(new Source(kind, like ? 0.4 : schema.Pattern is null ? 0.0003 : 0.02));
            }
        }
        sources[slot] = (kinds.Count, all);
        return all;
    }

    /// <summary>What may be a code in a description: <c>resolution_rate, street_resolution_rate or rework_rate</c>.</summary>
    [GeneratedRegex("[a-z][a-z0-9_]{2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    /// <summary>handler of handlerId, grid of grids.</summary>
    static string Bare(string slot) => (NameOf(slot) is [.. var name, 'I', 'd'] ? name : NameOf(slot)).TrimEnd('s');

    static string NameOf(string slot) => slot[(slot.LastIndexOf('.') + 1)..].TrimEnd('[', ']');

    /// <summary>A key that was not used before.</summary>
    public string NewKey() => $"fuzz-{random.NextInt64():x16}{random.Next():x8}";

    /// <summary>Bytes as an attachment may have them.</summary>
    public byte[] File()
    {
        byte[][] beginnings = [[0xff, 0xd8, 0xff, 0xe0], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "%PDF-1.7\n"u8.ToArray(), "PK\u0003\u0004"u8.ToArray(), "GIF89a"u8.ToArray(), "<svg onload=alert(1)>"u8.ToArray(), []];
        var bytes = new byte[random.Next(8) == 0 ? random.Next(200_000) : random.Next(2_000)];
        random.NextBytes(bytes);
        return [.. beginnings[random.Next(beginnings.Length)], .. bytes];
    }

    /// <summary>A body of another media type than JSON.</summary>
    public byte[] Other(BodySpec spec) => spec.MediaType == "text/csv" ? CsvText.Rows(pool, random) : spec.MediaType.StartsWith("text/", StringComparison.Ordinal)
        ? Encoding.UTF8.GetBytes(Hostile.TextOf(random, 500))
        : File();
}
