using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Data;

namespace GridGov.Tests.Leaks;

/// <summary>What a request can name.</summary>
enum ThingKind
{
    Ticket,
    Request,
    JointAction,
    Supervision,
    Grid,
    Person,
    Appointment,
    ApiKey,
    Session,
    Notification,
    Category,
    Year,
    Problem,
    Assessment,
    Term,
    Scheme,
}

/// <summary>The tables by which the leak tests fill in requests. What stands in none of them fails the tests, so that no route is left out.</summary>
static class RequestTables
{
    /// <summary>What a route's parameter names, by the address that ends with it.</summary>
    static readonly FrozenDictionary<string, ThingKind> Parameters = new Dictionary<string, ThingKind>
    {
        ["/v1/tickets/{id}"] = ThingKind.Ticket,
        ["/v1/tickets/{id}/requests/{requestId}"] = ThingKind.Request,
        ["/v1/tickets/{id}/joint-actions/{jointActionId}"] = ThingKind.JointAction,
        ["/v1/tickets/{id}/supervisions/{supervisionId}"] = ThingKind.Supervision,
        ["/v1/grids/{code}"] = ThingKind.Grid,
        ["/v1/people/{id}"] = ThingKind.Person,
        ["/v1/appointments/{id}"] = ThingKind.Appointment,
        ["/v1/api-keys/{id}"] = ThingKind.ApiKey,
        ["/v1/me/sessions/{id}"] = ThingKind.Session,
        ["/v1/me/notifications/{id}"] = ThingKind.Notification,
        ["/v1/categories/{code}"] = ThingKind.Category,
        ["/v1/calendars/{year}"] = ThingKind.Year,
        ["/v1/calendars/{year}/local/{grid}"] = ThingKind.Grid,
        ["/problems/{code}"] = ThingKind.Problem,
        ["/v1/assessments/{id}"] = ThingKind.Assessment,
        ["/v1/assessments/{id}/figures/{term}"] = ThingKind.Term,
        ["/v1/assessments/{id}/view/{term}"] = ThingKind.Term,
        ["/v1/assessments/schemes/{code}"] = ThingKind.Scheme,
    }.ToFrozenDictionary();

    /// <summary>What an operation needs in its query to answer at all.</summary>
    static readonly FrozenDictionary<string, string> Queries = new Dictionary<string, string>
    {
        ["getMeasures"] = "measure=resolution_rate",
        ["findDuplicates"] = $"category={VictimStreet.Category}&lng={VictimStreet.Lng}&lat={VictimStreet.Lat}",
    }.ToFrozenDictionary();

    /// <summary>What only an administrator of the whole deployment does: everybody's, so to manage some grids is not enough.</summary>
    public static readonly FrozenSet<string> DeploymentAdministratorOnly = FrozenSet.Create("putCalendar", "editCategory", "createScheme", "putScheme");

    /// <summary>What a key with the capability is refused as well: it opens something to a person's browser.</summary>
    public static readonly FrozenSet<string> DeniedToApiKeys = FrozenSet.Create("linkAssessment");

    /// <summary>Counts the vacant posts of the caller's own grids, wherever those are.</summary>
    public static readonly FrozenSet<string> CountsOwnGrids = FrozenSet.Create("getMySummary");

    /// <summary>Shows nothing yet: the reports that there can be are of days before the victim's tickets.</summary>
    public static readonly FrozenSet<string> EmptyForVictim = FrozenSet.Create("listCounted");

    /// <summary>Properties of bodies by which something is looked for, or that are kept as they are: they name nothing that one could have no right to name.</summary>
    public static readonly FrozenSet<string> FreeTextProperties = FrozenSet.Create("phone");

    public static ThingKind Of(Operation operation, string address) => Parameters.TryGetValue(address, out var thing) ? thing
        : throw new UnknownParameterException($"{operation}: nothing is known to fill {address} with. Add the address to Naming.Parameters and, if it names a new kind of thing, one of it to Victim.");

    /// <summary>Whether it is somebody's or some grid's; the others are the whole deployment's, for everybody to read.</summary>
    public static bool IsOwned(this ThingKind thing) => thing is not (ThingKind.Category or ThingKind.Year or ThingKind.Problem or ThingKind.Term or ThingKind.Scheme);

    /// <summary>Whether the address names something that belongs to somebody.</summary>
    public static bool NamesOwnedThing(this Operation operation) => operation.Parameters.Any(address => Of(operation, address).IsOwned());

    public static string Query(Operation operation) => Queries.GetValueOrDefault(operation.Name, "");
}

/// <summary>A route has something in it that the tables above cannot fill.</summary>
sealed class UnknownParameterException(string message) : Exception(message);

/// <summary>What requests name: the victim's things, or such as there are nowhere.</summary>
/// <param name="Things">By what a route's parameter names.</param>
/// <param name="InBodies">By the property of a body.</param>
sealed record NamedThings(IReadOnlyDictionary<ThingKind, string> Things, IReadOnlyDictionary<string, string> InBodies)
{
    /// <summary>What a search finds it by: the word of its texts.</summary>
    public string Word { get; init; } = "";

    /// <summary>The number of one of its tickets.</summary>
    public string Number { get; init; } = "";

    /// <summary>The codes of the contract's examples begin so; no town of the tests has them.</summary>
    const string ExampleCode = "410103";

    /// <summary>The same, but for one property of bodies, which names what others name by it.</summary>
    public NamedThings With(string property, NamedThings others) =>
        this with { InBodies = InBodies.ToDictionary(pair => pair.Key, pair => pair.Key == property ? others.InBodies[property] : pair.Value) };

    public string Path(Operation operation) => operation.Path(address => Things[RequestTables.Of(operation, address)]);

    /// <summary>Whatever a parameter of a query could mean.</summary>
    public IEnumerable<string> ForQueries() => [Things[ThingKind.Ticket], Things[ThingKind.Person], Things[ThingKind.Grid], Word, Number, InBodies["phone"]];

    /// <summary>The body: the example, in which everything that it names is one of these things; and what else it could name is named too.</summary>
    /// <returns>Null for an operation without one.</returns>
    public string? Body(Operation operation)
    {
        if (operation.TakesCsv)
            return $"code,name\n{Things[ThingKind.Grid]},{Word}\n";
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
                if (InBodies.TryGetValue(property, out var named))
                    return named;
                // The days of a calendar are those of the year that the address names.
                if (property == "date")
                    return Things[ThingKind.Year] + text[4..];
                return Id.TryParseExact(text, out _) || text.StartsWith(ExampleCode, StringComparison.Ordinal)
                    ? throw new UnknownParameterException($"{operation}: its example names something by '{property}'. Say in Victim what of the victim's that is.")
                    : text;
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>The text with each of these things under the name of its kind, so that two answers can be compared.</summary>
    public string Anonymised(string text)
    {
        var named = Things.Select(pair => (pair.Value, Kind: pair.Key.ToString())).Concat(InBodies.Select(pair => (pair.Value, Kind: pair.Key)))
            .Append((Value: Word, Kind: "word")).Append((Value: Number, Kind: "number")).DistinctBy(pair => pair.Value).OrderByDescending(pair => pair.Value.Length);
        return named.Aggregate(text, (said, pair) => said.Replace(pair.Value, $"‹{pair.Kind}›", StringComparison.Ordinal));
    }
}
