using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridGov.Data;

namespace GridGov.Tests.Leaks;

/// <summary>The things that requests name: the victim's, or ones that do not exist.</summary>
/// <param name="Things">By kind of a route's parameter.</param>
/// <param name="InBodies">By property of a body.</param>
sealed record NamedThings(IReadOnlyDictionary<ThingKind, string> Things, IReadOnlyDictionary<string, string> InBodies)
{
    /// <summary>The search term for its texts.</summary>
    public string Word { get; init; } = "";

    /// <summary>The number of one of its tickets.</summary>
    public string Number { get; init; } = "";

    /// <summary>Prefix of the grid codes in the contract's examples; no street of the tests has it.</summary>
    const string ExampleCode = "410103";

    /// <summary>A copy in which one body property names the other's thing.</summary>
    public NamedThings With(string property, NamedThings others) =>
        this with
        {
            InBodies = InBodies.ToDictionary(pair => pair.Key, pair => pair.Key == property
            ? others.InBodies[property]
            : pair.Value)
        };

    public string Path(Operation operation) => operation.Path(address => Things[RequestTables.Of(operation, address)]);

    /// <summary>Values for a query parameter of any meaning.</summary>
    public IEnumerable<string> ForQueries() =>
        [Things[ThingKind.Ticket], Things[ThingKind.Person], Things[ThingKind.Grid], Word, Number, InBodies["phone"]];

    /// <summary>The request that names the thing which a query parameter means; null for one that names none.</summary>
    public LeakRequest? InQuery(LeakRequest request, string parameter, string more = "") =>
        RequestTables.InQuery(request.Operation, parameter) is { } kind
            ? request with
            {
                Beside = RequestTables.QueryBeside(request.Operation, parameter),
                Query = $"{parameter}={Things[kind]}{more}",
            }
            : null;

    /// <summary>The example body with every named thing replaced, and with further properties that can name a thing.</summary>
    /// <returns>Null for an operation without a body.</returns>
    public string? Body(Operation operation)
    {
        if (operation.TakesFile)
            return FileOf(operation);
        if (operation.Example() is not { } example)
            return null;
        var body = new JsonObject(example.Select(pair => KeyValuePair.Create(pair.Key, Filled(operation, pair.Key, pair.Value))));
        foreach (var property in operation.BodyProperties.Select(JsonNamingPolicy.CamelCase.ConvertName))
        {
            if (!body.ContainsKey(property) && InBodies.TryGetValue(property, out var value))
                body[property] = property.EndsWith('s') ? new JsonArray(value) : value;
        }
        return body.ToJsonString();
    }

    /// <summary>A file that can be uploaded and is text.</summary>
    public const string Document = "%PDF-1.7 trailer %%EOF";

    /// <summary>A file that names the grid and the person.</summary>
    string FileOf(Operation operation) => operation.Name switch
    {
        "uploadFile" or "uploadPublicPhoto" => Document,
        "appendToUpload" => "%",
        "importGrids" => $"code,name\n{Things[ThingKind.Grid]},{Word}\n",
        "importAppointments" => $"""
            grid,post,role,name,username,phone,personId
            {Things[ThingKind.Grid]},service_officer,culture,{Word},{Word},,
            {Things[ThingKind.Grid]},service_officer,employment,{Word},,{InBodies["phone"]},
            {Things[ThingKind.Grid]},service_officer,enterprise,{Word},,,{Things[ThingKind.Person]}

            """,
        "importPlaces" => $"""
            kind,name,grid,id
            premises,{Word},{Things[ThingKind.Grid]},
            premises,{Word},{Things[ThingKind.Grid]},{Things[ThingKind.Place]}

            """,
        "importMemberships" => $"""
            group,grid,name,role,personId
            {VictimStreet.GroupOf(Word)},{Things[ThingKind.Grid]},{Word},social_worker,
            {VictimStreet.GroupOf(Word)},{Things[ThingKind.Grid]},{Word},information_officer,{Things[ThingKind.Person]}

            """,
        "importGridBoundaries" => TestBoundaries.Collection(VictimStreet.BoundaryOf(Things[ThingKind.Grid])),
        _ => throw new UnknownParameterException($"{operation}: add a file that names things of the victim to NamedThings.FileOf."),
    };

    JsonNode? Filled(Operation operation, string property, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject inner:
                return new JsonObject(inner.Select(pair => KeyValuePair.Create(pair.Key, Filled(operation, pair.Key, pair.Value))));
            case JsonArray list:
                return new JsonArray([.. list.Select(each => Filled(operation, property, each))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = (string)value!;
                if (InBodies.TryGetValue(property, out var named) && !RequestTables.SharedInBody.Contains((operation.Name, property)))
                    return named;
                // A calendar's days must be in the year of the path.
                if (property == "date")
                    return Things[ThingKind.Year] + text[4..];
                return Id.TryParseExact(text, out _) || text.StartsWith(ExampleCode, StringComparison.Ordinal)
                    ? throw new UnknownParameterException($"{operation}: its example names something by '{property}'. Say in Victim what "
                        + $"of the victim's that is.")
                    : text;
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>Replaces each of these things by its kind's name, so that two responses can be compared.</summary>
    public string Anonymised(string text)
    {
        var named = Things.Select(pair => (pair.Value, Kind: pair.Key.ToString()))
            .Concat(InBodies.Select(pair => (pair.Value, Kind: pair.Key)))
            .Append((Value: Word, Kind: "word")).Append((Value: Number, Kind: "number")).DistinctBy(pair => pair.Value)
            .OrderByDescending(pair => pair.Value.Length);
        return named.Aggregate(text, (said, pair) => pair.Value.Length >= ShortestCode
            ? said.Replace(pair.Value, $"‹{pair.Kind}›", StringComparison.Ordinal)
            : Regex.Replace(said, $"(?<![0-9A-Za-z]){Regex.Escape(pair.Value)}(?![0-9A-Za-z])", $"‹{pair.Kind}›", RegexOptions.None,
                TimeSpan.FromSeconds(1)));
    }

    /// <summary>
    /// The length of a county's code. What is shorter, such as the zoom of a tile, can be a part of codes and is replaced alone.
    /// </summary>
    const int ShortestCode = 6;
}
