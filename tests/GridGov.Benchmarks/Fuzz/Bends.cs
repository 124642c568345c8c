using System.Globalization;
using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Makes one place of a right request wrong, or as good as wrong.</summary>
sealed class Bends(Pool pool, Random random)
{
    public void Bend(Draft draft)
    {
        var places = new List<Action<Draft>> { Header };
        if (draft.At.Length > 0)
            places.Add(PathValue);
        places.Add(QueryValue);
        if (draft.Json is not null)
        {
            for (var i = 0; i < 6; i++)
                places.Add(BodyPlace);
        }
        if (draft.Body is not null)
            places.Add(OtherBody);
        places[random.Next(places.Count)](draft);
    }

    void BodyPlace(Draft draft)
    {
        var all = draft.Json!.Places().ToList();
        if (all.Count == 0)
        {
            draft.Json.Members?.Add(("unknown", JsonTree.Leaf("1")));
            draft.Notes.Add("unknown property");
            return;
        }
        var (holder, index, place) = all[random.Next(all.Count)];
        switch (random.Next(8))
        {
            case 0 when holder.Members is not null:
                draft.Notes.Add($"without {holder.Members[index].Name}");
                holder.Members.RemoveAt(index);
                break;
            case 1 when holder.Members is not null:
                draft.Notes.Add("twice " + holder.Members[index].Name);
                holder.Members.Add(holder.Members[index]);
                break;
            case 2 when holder.Members is not null:
                var name = Odd(holder.Members[index].Name);
                draft.Notes.Add("another name");
                holder.Members[index] = (name, place);
                break;
            case 3 when place.Items is { Count: > 0 } items:
                draft.Notes.Add("many items");
                items.AddRange(Enumerable.Repeat(items[0], new[] { 1, 20, 60, 2000 }[random.Next(4)]));
                break;
            case 4 or 5 when place.Schema is { } schema && AtBound(schema) is { } bound:
                draft.Notes.Add("at a bound");
                holder.Replace(index, JsonTree.Leaf(bound, schema));
                break;
            case 6 when place.Schema?.Type == "string":
                draft.Notes.Add("another text");
                holder.Replace(index, JsonTree.Leaf(Hostile.JsonText(random.Next(3) == 0 && pool.KnownKinds() is { Count: > 0 } kinds
                    ? pool.Value(kinds[random.Next(kinds.Count)], random) ?? ""
                    : Hostile.Any(random), random)));
                break;
            default:
                draft.Notes.Add("another value");
                holder.Replace(index, JsonTree.Leaf(Hostile.Fragment(random)));
                break;
        }
    }

    string Odd(string name) => random.Next(6) switch
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
            int?[] bounds = [schema.MinLength, schema.MaxLength];
            return bounds[random.Next(2)] is { } length && length + step is >= 0 and < 20_000 and var wanted ? Hostile.JsonText(Hostile.Exactly(random, wanted), random) : null;
        }
        double?[] limits = [schema.Minimum, schema.Maximum];
        return limits[random.Next(2)] is { } limit
            ? Encoding.ASCII.GetBytes((schema.Type == "number" && step != 0 ? (step > 0 ? Math.BitIncrement(limit) : Math.BitDecrement(limit)) : limit + step).ToString("R", CultureInfo.InvariantCulture))
            : null;
    }

    void PathValue(Draft draft)
    {
        var index = random.Next(draft.At.Length);
        draft.Astray = true;
        draft.Notes.Add("another path value");
        draft.At = [.. draft.At];
        var value = draft.At[index];
        draft.At[index] = random.Next(9) switch
        {
            0 => value.ToLowerInvariant(),
            1 => value + "0",
            2 => value.Length > 1 ? value[..^1] : "0",
            3 => pool.KnownKinds() is { Count: > 0 } kinds ? pool.Value(kinds[random.Next(kinds.Count)], random) ?? "x" : "x",
            4 => new string('A', random.Next(1, 3000)),
            5 => " " + value,
            6 => string.Concat(value.Select(character => char.IsAsciiDigit(character) ? (char)(character - '0' + '０') : character)),
            _ => Hostile.Any(random),
        };
        if (draft.At[index].Length == 0)
            draft.At[index] = "-";
        if (random.Next(6) == 0)
        {
            string[] odd = ["%", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80", "%2e%2e%2f", "%252e", "..%2f..", "a%2fb", "%5c", "%0d%0aX-Injected:%20yes", "+", "*", ";v=1", "%u0041", "\u00e9", "路", "%E8%B7%AF"];
            var path = draft.Target.Split('?')[0];
            draft.OddPath = path[..(path.LastIndexOf('/') + 1)] + odd[random.Next(odd.Length)];
        }
    }

    void QueryValue(Draft draft)
    {
        var known = draft.Operation.Parameters.Where(parameter => parameter.In == "query").ToList();
        if (known.Count == 0 || random.Next(12) == 0)
        {
            draft.Query.Add((new[] { "x", "__proto__", "limit[]", "$filter", "LIMIT", "api_key", Draft.Encoded(Hostile.Any(random)) }[random.Next(7)], Draft.Encoded(Hostile.Any(random))));
            draft.Notes.Add("unknown parameter");
            return;
        }
        var parameter = known[random.Next(known.Count)];
        string[] numbers = ["", "0", "-1", "1", "201", "200", "1e2", "1.0", "2147483647", "2147483648", "9223372036854775808", "0x10", "１０", " 1", "1 ", "+1", "NaN", "true", "99999999999999999999"];
        string[] days = ["0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "2026-1-1", "20260101", "2026-01-01T00:00:00Z", "1899-12-31", "1900-01-01", "10000-01-01", "-0001-01-01", "today", "２０２６-01-01"];
        string[] raw = ["%", "%zz", "%00", "a%00b", "%ff", "%c0%af", "%ed%a0%80", "%0d%0aX-Injected:%20yes", "%E2%80%AE", "+", "%2B", "'", "%25%5f%5C", "%F0%9F%91%A8", "é", "路", "[]", "{}", "null", "%u0041", "a;b", "\"", "<", "1,2,3", "181,0,1", "113.6,34.7,50001", "1e400,0,1", "NaN,0,1", "113.6,34.7,-1", "113.6,34.7", ",,", "113.65,34.75,100"];
        var value = random.Next(8) switch
        {
            0 or 1 => numbers[random.Next(numbers.Length)].Replace(" ", "%20").Replace("+", "%2B"),
            2 => days[random.Next(days.Length)],
            3 or 4 => raw[random.Next(raw.Length)],
            5 => new string('9', random.Next(1, 5000)),
            6 => Draft.Encoded(pool.KnownKinds() is { Count: > 0 } kinds ? pool.Value(kinds[random.Next(kinds.Count)], random) ?? "" : ""),
            _ => Draft.Encoded(Hostile.Any(random) is { Length: < 2000 } text ? text : "x"),
        };
        var others = random.Next(3) == 0;
        if (!others)
            draft.Query.RemoveAll(each => each.Name == parameter.Name);
        foreach (var each in Enumerable.Repeat(value, random.Next(12) == 0 ? 100 : 1))
            draft.Query.Add((random.Next(12) == 0 ? parameter.Name.ToUpperInvariant() : parameter.Name, each));
        draft.Notes.Add("query " + parameter.Name);
    }

    void OtherBody(Draft draft)
    {
        draft.Notes.Add("odd body");
        draft.Body = draft.Operation.Body!.MediaType == "text/csv" ? CsvText.Odd(pool, random) : WildBodies.Any(draft.Body!, random);
    }

    void Header(Draft draft) => OddHeaders.Add(draft, pool, random);
}
