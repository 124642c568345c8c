using System.Globalization;
using System.Text;

namespace GridGov.Fuzz.Mutation;

/// <summary>Changes one place of a valid request, mostly so that it becomes invalid.</summary>
sealed class Mutator(ValuePool pool, Random random)
{
    static readonly string[] RawPathEnds =
    [
        "%", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80", "%2e%2e%2f", "%252e", "..%2f..", "a%2fb", "%5c", "%0d%0aX-Injected:%20yes", "+",
        "*", ";v=1", "%u0041", "\u00e9", "路", "%E8%B7%AF",
    ];

    static readonly string[] UnknownParameters = ["x", "__proto__", "limit[]", "$filter", "LIMIT", "api_key"];

    static readonly string[] Numbers =
    [
        "", "0", "-1", "1", "201", "200", "1e2", "1.0", "2147483647", "2147483648", "9223372036854775807", "0x10", "１０", " 1", "1 ",
        "+1", "NaN", "true", "99999999999999999999",
    ];

    static readonly string[] Days =
    [
        "0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "2026-1-1", "20260101", "2026-01-01T00:00:00Z",
        "1899-12-31", "1900-01-01", "10000-01-01", "-0001-01-01", "today", "２０２６-01-01",
    ];

    static readonly string[] RawQueryValues =
    [
        "%", "%zz", "%00", "a%00b", "%ff", "%c0%af", "%ed%a0%80", "%0d%0aX-Injected:%20yes", "%E2%80%AE", "+", "%2B", "'", "%25%5f%5C",
        "%F0%9F%91%A8", "é", "路", "[]", "{}", "null", "%u0041", "a;b", "\"", "<", "1,2,3", "181,0,1", "113.6,34.7,50001", "1e400,0,1",
        "NaN,0,1", "113.6,34.7,-1", "113.6,34.7", ",,", "113.65,34.75,100",
    ];

    public void Mutate(RequestDraft draft)
    {
        var mutations = new List<Action<RequestDraft>> { MutateHeader, MutateQuery };
        if (draft.PathValues.Length > 0)
            mutations.Add(MutatePath);
        if (draft.Json is not null)
        {
            for (var i = 0; i < 6; i++)
                mutations.Add(MutateJson);
        }
        if (draft.Body is not null)
            mutations.Add(ReplaceBody);
        mutations[random.Next(mutations.Count)](draft);
    }

    void MutateJson(RequestDraft draft)
    {
        var all = draft.Json!.Descendants().ToList();
        if (all.Count == 0)
        {
            draft.Json.Members?.Add(("unknown", JsonTree.Leaf("1")));
            draft.Mutations.Add("unknown property");
            return;
        }
        var (parent, index, value) = all[random.Next(all.Count)];
        switch (random.Next(8))
        {
            case 0 when parent.Members is not null:
                draft.Mutations.Add($"without {parent.Members[index].Name}");
                parent.Members.RemoveAt(index);
                break;
            case 1 when parent.Members is not null:
                draft.Mutations.Add("twice " + parent.Members[index].Name);
                parent.Members.Add(parent.Members[index]);
                break;
            case 2 when parent.Members is not null:
                var name = MutateName(parent.Members[index].Name);
                draft.Mutations.Add("another name");
                parent.Members[index] = (name, value);
                break;
            case 3 when value.Items is { Count: > 0 } items:
                draft.Mutations.Add("many items");
                items.AddRange(Enumerable.Repeat(items[0], new[] { 1, 20, 60, 2000 }[random.Next(4)]));
                break;
            case 4 or 5 when value.Schema is { } schema && AtBound(schema) is { } bound:
                draft.Mutations.Add("at a bound");
                parent.Replace(index, JsonTree.Leaf(bound, schema));
                break;
            case 6 when value.Schema?.Type == "string":
                draft.Mutations.Add("another text");
                var text = random.Next(3) == 0 ? pool.AnyValue(random) ?? "" : TextGenerator.Any(random);
                parent.Replace(index, JsonTree.Leaf(JsonGenerator.Quoted(text, random)));
                break;
            default:
                draft.Mutations.Add("another value");
                parent.Replace(index, JsonTree.Leaf(JsonGenerator.Fragment(random)));
                break;
        }
    }

    string MutateName(string name) => random.Next(6) switch
    {
        0 => name.ToUpperInvariant(),
        1 => char.ToUpperInvariant(name[0]) + name[1..],
        2 => name + " ",
        3 => string.Concat(name.Select(character => $"\\u{(int)character:x4}")),
        4 => "$type",
        _ => name + "\\u0000",
    };

    /// <summary>A value at, just below or just above what the contract allows; null when it sets no bound.</summary>
    byte[]? AtBound(Schema schema)
    {
        var step = random.Next(-1, 2);
        if (schema.Type == "string")
        {
            int?[] lengths = [schema.MinLength, schema.MaxLength];
            return lengths[random.Next(2)] is { } length && length + step is >= 0 and < 20_000 and var wanted
                ? JsonGenerator.Quoted(TextGenerator.OfExactLength(random, wanted), random)
                : null;
        }
        double?[] limits = [schema.Minimum, schema.Maximum];
        if (limits[random.Next(2)] is not { } limit)
            return null;
        var number = (schema.Type, step) switch
        {
            ("number", > 0) => Math.BitIncrement(limit),
            ("number", < 0) => Math.BitDecrement(limit),
            _ => limit + step,
        };
        return Encoding.ASCII.GetBytes(number.ToString("R", CultureInfo.InvariantCulture));
    }

    void MutatePath(RequestDraft draft)
    {
        var index = random.Next(draft.PathValues.Length);
        draft.MayMissOperation = true;
        draft.Mutations.Add("another path value");
        draft.PathValues = [.. draft.PathValues];
        var value = draft.PathValues[index];
        draft.PathValues[index] = random.Next(9) switch
        {
            0 => value.ToLowerInvariant(),
            1 => value + "0",
            2 => value.Length > 1 ? value[..^1] : "0",
            3 => pool.AnyValue(random) ?? "x",
            4 => new string('A', random.Next(1, 3000)),
            5 => " " + value,
            6 => string.Concat(value.Select(character => char.IsAsciiDigit(character) ? (char)(character - '0' + '０') : character)),
            _ => TextGenerator.Any(random),
        };
        if (draft.PathValues[index].Length == 0)
            draft.PathValues[index] = "-";
        if (random.Next(6) == 0)
        {
            var path = draft.Target.Split('?')[0];
            draft.RawPath = path[..(path.LastIndexOf('/') + 1)] + RawPathEnds[random.Next(RawPathEnds.Length)];
        }
    }

    void MutateQuery(RequestDraft draft)
    {
        var known = draft.Operation.Parameters.Where(parameter => parameter.In == "query").ToList();
        if (known.Count == 0 || random.Next(12) == 0)
        {
            var unknown = random.Next(7) is var i && i < UnknownParameters.Length
                ? UnknownParameters[i]
                : RequestDraft.Encode(TextGenerator.Any(random));
            draft.Query.Add((unknown, RequestDraft.Encode(TextGenerator.Any(random))));
            draft.Mutations.Add("unknown parameter");
            return;
        }
        var parameter = known[random.Next(known.Count)];
        var value = QueryValue();
        if (random.Next(3) != 0)
            draft.Query.RemoveAll(each => each.Name == parameter.Name);
        foreach (var each in Enumerable.Repeat(value, random.Next(12) == 0 ? 100 : 1))
            draft.Query.Add((random.Next(12) == 0 ? parameter.Name.ToUpperInvariant() : parameter.Name, each));
        draft.Mutations.Add("query " + parameter.Name);
    }

    string QueryValue() => random.Next(8) switch
    {
        0 or 1 => Numbers[random.Next(Numbers.Length)].Replace(" ", "%20").Replace("+", "%2B"),
        2 => Days[random.Next(Days.Length)],
        3 or 4 => RawQueryValues[random.Next(RawQueryValues.Length)],
        5 => new string('9', random.Next(1, 5000)),
        6 => RequestDraft.Encode(pool.AnyValue(random) ?? ""),
        _ => RequestDraft.Encode(TextGenerator.Any(random) is { Length: < 2000 } text ? text : "x"),
    };

    void ReplaceBody(RequestDraft draft)
    {
        draft.Mutations.Add("other body");
        draft.Body = draft.Operation.Body!.MediaType == "text/csv"
            ? CsvGenerator.Invalid(pool, random)
            : BodyMutator.Mutate(draft.Body!, random);
    }

    void MutateHeader(RequestDraft draft) => HeaderMutator.Mutate(draft, pool, random);
}
