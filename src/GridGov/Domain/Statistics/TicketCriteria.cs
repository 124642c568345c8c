using Dapper;
using GridGov.Api.Binding;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics;

/// <summary>The query parameters of <see cref="TicketCriteria"/>.</summary>
interface ITicketCriteriaQuery
{
    string[]? Category { get; }
    string[]? Kind { get; }
    string[]? Programme { get; }
    string[]? Role { get; }
    string[]? Source { get; }
    string[]? Urgency { get; }
    string[]? Handler { get; }
    string[]? Department { get; }
    string[]? Zone { get; }
}

/// <summary>The common filters of lists and figures; several values of a filter mean any, an empty list does not limit.</summary>
public sealed record TicketCriteria
{
    public static readonly TicketCriteria None = new();

    internal static TicketCriteria Of(ITicketCriteriaQuery query) => new()
    {
        Programmes = QueryValues.Codes<Programme>(query.Programme),
        Categories = QueryValues.List(query.Category),
        Kinds = QueryValues.Codes<TicketKind>(query.Kind),
        Roles = QueryValues.List(query.Role),
        Sources = QueryValues.Codes<TicketSource>(query.Source),
        Urgencies = QueryValues.Codes<Urgency>(query.Urgency),
        Handlers = QueryValues.People(query.Handler),
        Departments = QueryValues.People(query.Department),
        Zones = QueryValues.Ids(query.Zone),
    };

    public IReadOnlyList<Programme> Programmes { get; init; } = [];

    /// <summary>Codes; a first-level code includes all below it.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyList<TicketKind> Kinds { get; init; } = [];

    public IReadOnlyList<string> Roles { get; init; } = [];
    public IReadOnlyList<TicketSource> Sources { get; init; } = [];
    public IReadOnlyList<Urgency> Urgencies { get; init; } = [];

    /// <summary>Handlers; null means tickets without one.</summary>
    public IReadOnlyList<Id?> Handlers { get; init; } = [];

    /// <summary>Handlers in the post of a department; null means all other tickets.</summary>
    public IReadOnlyList<Id?> Departments { get; init; } = [];

    /// <summary>Zones that the tickets lie in, as it is stored now, also of earlier instants.</summary>
    public IReadOnlyList<Id> Zones { get; init; } = [];

    internal bool IsStored => Kinds.Count + Sources.Count + Urgencies.Count + Handlers.Count + Departments.Count + Zones.Count == 0;

    internal bool NeedsCategory => Categories.Count + Roles.Count > 0;

    internal bool IsEmpty => IsStored && !NeedsCategory && Programmes.Count == 0;

    /// <summary>SQL on rows with programme, category and role, beginning with AND.</summary>
    internal string ToCounterCondition(string alias, DynamicParameters parameters) =>
        In(alias, "programme", Programmes, parameters) + InCategories(alias, parameters) + In(alias, "role", Roles, parameters);

    /// <summary>SQL on tickets t, beginning with AND; for handlers see <see cref="CountedRows.HandledBy"/>.</summary>
    internal string ToTicketCondition(DynamicParameters parameters) => ToCounterCondition("t", parameters)
        + In("t", "kind", Kinds, parameters) + In("t", "source", Sources, parameters) + In("t", "urgency", Urgencies, parameters);

    /// <summary>SQL on a ticket's id, beginning with AND.</summary>
    internal string InZones(string ticket, DynamicParameters parameters) => Zones.Count == 0
        ? ""
        : $" AND {ticket} IN (SELECT z.ticket_id FROM ticket_zones z WHERE z.zone_id IN {InList.Of(parameters, "zone", Zones)})";

    static string In<T>(string alias, string column, IReadOnlyList<T> values, DynamicParameters parameters) =>
        values.Count == 0 ? "" : $" AND {alias}.{column} IN {InList.Of(parameters, column, values)}";

    string InCategories(string alias, DynamicParameters parameters)
    {
        if (Categories.Count == 0)
            return "";
        var ranges = new List<string>();
        foreach (var (i, code) in InList.Padded(Categories).Index())
        {
            parameters.Add($"category{i}", code);
            parameters.Add($"category{i}End", code + ":");
            ranges.Add($"({alias}.category >= @category{i} AND {alias}.category < @category{i}End)");
        }
        return $" AND ({string.Join(" OR ", ranges)})";
    }
}
