using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridGov.Data;

namespace GridGov.Fuzz.Generation;

/// <summary>Generates values that the contract allows: known values, examples, or new ones.</summary>
/// <param name="callers">The callers of the current street.</param>
sealed partial class ValueGenerator(ValuePool pool, SuccessRates rates, Clock clock, Func<IReadOnlyList<Caller>> callers, Random random)
{
    const int MaxWrittenLength = 64;

    /// <summary>A source of text values.</summary>
    sealed record Source(string Name, double Expected)
    {
        public const string Example = "example";
        public const string New = "made";

        /// <summary>Begins the name of a word that the description has.</summary>
        public const char Word = '"';
    }

    readonly Dictionary<string, (int Kinds, List<Source> Sources)> sources = new(StringComparer.Ordinal);

    /// <summary>A value for a place of a body.</summary>
    /// <param name="place">Operation and place, under which choices are recorded.</param>
    public JsonTree Body(Schema schema, string place, RequestDraft draft, JsonNode? example = null, int depth = 0)
    {
        if (schema.IsNullable && (depth > 4 || random.Next(25) == 0))
            return JsonTree.Leaf("null", schema);
        return schema.Type switch
        {
            "object" => Object(schema, place, draft, example as JsonObject, depth),
            "array" => Array(schema, place, draft, example as JsonArray, depth),
            "boolean" => JsonTree.Leaf(Boolean(), schema),
            "integer" or "number" => JsonTree.Leaf(
                example is not null && random.Next(3) == 0 ? example.ToJsonString() : Number(schema, place), schema),
            _ => JsonTree.Leaf(JsonGenerator.Quoted(Text(schema, place, draft, TextOf(example)), random), schema),
        };
    }

    static string? TextOf(JsonNode? example) => example is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    JsonTree Object(Schema schema, string place, RequestDraft draft, JsonObject? example, int depth)
    {
        var members = new List<(string, JsonTree)>();
        foreach (var (name, property) in schema.Properties)
        {
            var shown = example?[name];
            if (schema.Required.Contains(name)
                || (draft.FollowsExample && example is not null ? shown is not null : IsPresent($"{place}.{name}", draft, 0.5)))
            {
                members.Add((name, Body(property, $"{place}.{name}", draft, shown, depth + 1)));
            }
        }
        if (schema.AdditionalProperties is { } additional)
        {
            for (var i = random.Next(3); i > 0; i--)
                members.Add((pool.Value("grid.code", random) ?? "x", Body(additional, $"{place}.*", draft, example: null, depth + 1)));
        }
        return new JsonTree { Members = members, Schema = schema };
    }

    JsonTree Array(Schema schema, string place, RequestDraft draft, JsonArray? example, int depth)
    {
        var min = schema.MinItems ?? 0;
        var count = random.Next(12) == 0
            ? random.Next(min, Math.Min(schema.MaxItems ?? 25, 60) + 1)
            : Math.Max(min, random.Next(1, 4));
        return new JsonTree
        {
            Items = [.. Enumerable.Range(0, count)
                .Select(i => Body(schema.Items!, place + "[]", draft, example?.ElementAtOrDefault(i), depth + 1))],
            Schema = schema,
        };
    }

    /// <summary>Whether to send an optional value. The contract does not say when one is needed, so the success rates decide.</summary>
    public bool IsPresent(string place, RequestDraft draft, double expected) =>
        Choose(draft, [true, false], present => ($"{place}{Feedback.Present}{present}", present ? expected : 1 - expected));

    /// <summary>A value for a parameter.</summary>
    public string Parameter(Schema schema, string place, RequestDraft draft) => schema.Type switch
    {
        "boolean" => Boolean(),
        "integer" or "number" => Number(schema, place),
        "array" => Parameter(schema.Items!, place, draft),
        _ => Text(schema, place, draft, example: null),
    };

    string Boolean() => random.Next(2) == 0 ? "true" : "false";

    string Number(Schema schema, string place)
    {
        var name = NameOf(place);
        if (schema.Type == "number")
        {
            var near = name switch { "lng" => 113.65, "lat" => 34.75, _ => double.NaN };
            var (least, most) = (schema.Minimum ?? 0, schema.Maximum ?? 100);
            var number = !double.IsNaN(near) && random.Next(4) != 0
                ? near + random.Next(400) / 10_000.0
                : random.NextDouble() * (most - least) + least;
            var rounded = random.Next(10) == 0 ? schema.Maximum ?? number : Math.Round(number, random.Next(2, 9));
            return rounded.ToString("R", CultureInfo.InvariantCulture);
        }
        if (name == "year" && random.Next(3) != 0)
            return (clock.Today.Year + random.Next(-1, 3)).ToString(CultureInfo.InvariantCulture);
        var min = (long)(schema.Minimum ?? 0);
        var max = (long)(schema.Maximum ?? min + 5.0);
        var integer = random.Next(8) switch { 0 => min, 1 => max, _ => random.NextInt64(min, Math.Max(max, max + 1)) };
        return integer.ToString(CultureInfo.InvariantCulture);
    }

    string Text(Schema schema, string place, RequestDraft draft, string? example)
    {
        if (draft.FollowsExample && example is not null && schema.Pattern is null && (schema.EnumValues is not null || random.Next(2) == 0))
            return example;
        if (schema.EnumValues is { Count: > 0 } values)
            return Choose(draft, values, value => ($"{place}={value}", 0.3));
        if (OwnAccountValue(NameOf(place), draft) is { } own && random.Next(10) != 0)
            return own;
        if (schema.Format == "date" && YearInPath(draft) is { } year && random.Next(10) != 0)
            return Day(new DateOnly(Math.Max(1, year), 1, 1).AddDays(random.Next(365)));
        if (schema.Format is "date" or "date-time")
            return example is not null && random.Next(10) == 0 ? example : New(schema);
        // A source that has worked for places of this name in other operations is expected to work here.
        string Elsewhere(Source source) => $"{Feedback.Anywhere}.{Stem(place)}{Feedback.From}{source.Name}";
        List<Source> known = [.. SourcesOf(schema, place).Where(source => source.Name != Source.Example || example is not null)];
        var source = Choose(draft, known, source =>
            ($"{place}{Feedback.From}{source.Name}", rates.Of(Elsewhere(source), source.Expected)));
        draft.Choices.Add(Elsewhere(source));
        return source.Name switch
        {
            Source.Example => example!,
            Source.New => New(schema),
            [Source.Word, .. var word] => word,
            [Feedback.ByCaller, .. var post] => callers().First(caller => caller.Post == post).Id,
            var kind => pool.Value(kind, random) ?? New(schema),
        };
    }

    static int? YearInPath(RequestDraft draft) =>
        draft.Operation.Template.Contains("{year}", StringComparison.Ordinal) && draft.PathValues is [{ Length: 4 } text, ..]
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null;

    T Choose<T>(RequestDraft draft, IReadOnlyList<T> options, Func<T, (string Choice, double Expected)> choiceOf)
    {
        var chosen = rates.Choose(random, options, choiceOf);
        draft.Choices.Add(choiceOf(chosen).Choice);
        return chosen;
    }

    /// <summary>A value that only the caller knows, such as its password; null for any other place.</summary>
    string? OwnAccountValue(string name, RequestDraft draft)
    {
        if (draft.Caller is not { } caller || !draft.Operation.IsOwnAccount)
            return null;
        switch (name)
        {
            case "username":
                return caller.Username;
            case "currentPassword" or "password" when !draft.Operation.Body!.Schema.Properties.ContainsKey("token"):
                return caller.Password;
            case "code":
                return caller.OneTimeCode(random, clock.Now);
            case "newPassword":
                return draft.NewPassword = $"fuzz-{TextGenerator.OfLength(random, 20)}-{random.NextInt64():x16}";
            case "password":
                return $"fuzz-{random.NextInt64():x16}";
            default:
                return null;
        }
    }

    string New(Schema schema)
    {
        if (schema.Format == "date")
        {
            var days = random.Next(12) switch { 0 => -random.Next(4000), 1 => random.Next(4000), 2 => 0, _ => random.Next(1, 360) };
            return Day(clock.Today.AddDays(days));
        }
        if (schema.Format == "date-time")
        {
            var seconds = random.Next(12) switch
            {
                0 => -random.Next(100_000_000),
                1 => random.Next(100_000_000),
                _ => random.Next(60, 30_000_000),
            };
            var at = clock.Now.ToUtc().AddSeconds(seconds).ToOffset(TimeSpan.FromHours(random.Next(-12, 15)));
            return at.ToString(random.Next(2) == 0 ? "yyyy-MM-ddTHH:mm:sszzz" : "o", CultureInfo.InvariantCulture);
        }
        if (schema.Pattern is { } pattern)
        {
            for (var i = 0; i < 20; i++)
            {
                var text = PatternGenerator.Of(pattern.ToString(), random);
                if (text.Length >= (schema.MinLength ?? 0) && text.Length <= (schema.MaxLength ?? int.MaxValue))
                    return text;
            }
        }
        // A day in a query has no format keyword, so the description is read instead.
        if (schema.Description?.Contains("yyyy-MM-dd", StringComparison.Ordinal) is true && random.Next(8) != 0)
            return Day(clock.Today.AddDays(random.Next(-400, 40)));
        return TextGenerator.OfLength(random, schema.MaxLength ?? 60, schema.MinLength ?? 1);
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Words of the description, callers, and known values that match the pattern, preferably of a similar name.</summary>
    List<Source> SourcesOf(Schema schema, string place)
    {
        var kinds = pool.Kinds();
        if (sources.TryGetValue(place, out var found) && found.Kinds == kinds.Count)
            return found.Sources;
        // Long text is written by people; it is copied only from places of the same name, such as a token.
        var isWritten = schema.Pattern is null && schema.MaxLength > MaxWrittenLength;
        var all = new List<Source> { new(Source.New, schema.Pattern is null ? 0.5 : 0.05), new(Source.Example, 0.5) };
        if (schema.Pattern is null && !isWritten && schema.Description is { } description)
        {
            all.AddRange(Code().Matches(description).Select(match => match.Value).Distinct(StringComparer.Ordinal)
                .Select(word => new Source(Source.Word + word, word.Contains('_') ? 0.3 : 0.02)));
        }
        if (schema.Pattern is { } ofIds && callers() is [var first, ..] some && ofIds.IsMatch(first.Id))
        {
            all.AddRange(some.Select(caller => caller.Post).Distinct(StringComparer.Ordinal)
                .Select(post => new Source(Feedback.ByCaller + post, 0.1)));
        }
        all.AddRange(kinds
            .Where(kind => !isWritten || kind.EndsWith('.' + NameOf(place), StringComparison.Ordinal))
            .Where(kind => schema.Pattern is null || (pool.Value(kind, random) is { } sample && schema.Pattern.IsMatch(sample)))
            .Select(kind => new Source(kind, IsSimilar(kind, place) ? 0.4 : schema.Pattern is null ? 0.0003 : 0.02)));
        sources[place] = (kinds.Count, all);
        return all;
    }

    static bool IsSimilar(string kind, string place)
    {
        var dot = kind.LastIndexOf('.');
        var (parent, last) = dot < 0 ? (kind, "") : (kind[..dot], kind[(dot + 1)..]);
        return last == NameOf(place)
            || (parent.StartsWith(Stem(place), StringComparison.OrdinalIgnoreCase) && last is "id" or "code" or "");
    }

    /// <summary>A possible code in a description: <c>resolution_rate, street_resolution_rate or rework_rate</c>.</summary>
    [GeneratedRegex("[a-z][a-z0-9_]{2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    /// <summary>Reduces handlerId to handler, and grids to grid.</summary>
    static string Stem(string place) => (NameOf(place) is [.. var name, 'I', 'd'] ? name : NameOf(place)).TrimEnd('s');

    static string NameOf(string place) => place[(place.LastIndexOf('.') + 1)..].TrimEnd('[', ']');

    public string NewIdempotencyKey() => $"fuzz-{random.NextInt64():x16}{random.Next():x8}";

    /// <summary>The contents of an attachment.</summary>
    public byte[] File()
    {
        byte[][] signatures =
        [
            [0xff, 0xd8, 0xff, 0xe0], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "%PDF-1.7\n"u8.ToArray(),
            "PK\u0003\u0004"u8.ToArray(), "GIF89a"u8.ToArray(), "<svg onload=alert(1)>"u8.ToArray(), [],
        ];
        var bytes = new byte[random.Next(8) == 0 ? random.Next(200_000) : random.Next(2_000)];
        random.NextBytes(bytes);
        return [.. signatures[random.Next(signatures.Length)], .. bytes];
    }

    /// <summary>A body that is neither JSON nor a form.</summary>
    public byte[] OtherBody(string mediaType) => mediaType == "text/csv" ? CsvGenerator.Valid(pool, random)
        : mediaType.StartsWith("text/", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(TextGenerator.OfLength(random, 500))
        : File();
}
