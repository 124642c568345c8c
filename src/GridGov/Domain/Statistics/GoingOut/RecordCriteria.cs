using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>The filters of figures and lists of going out; several values of a filter mean any, an empty list does not limit.</summary>
public sealed record RecordCriteria
{
    public static readonly RecordCriteria None = new();

    /// <summary>Campaigns; null means records outside campaigns.</summary>
    public IReadOnlyList<Id?> Campaigns { get; init; } = [];

    /// <summary>Those who made the records.</summary>
    public IReadOnlyList<Id> People { get; init; } = [];

    /// <summary>The first days of cycles; null means records outside campaigns.</summary>
    public IReadOnlyList<DateOnly?> Cycles { get; init; } = [];

    internal bool IsEmpty => Campaigns.Count + People.Count + Cycles.Count == 0;

    /// <summary>SQL on records r, beginning with AND.</summary>
    internal string ToCondition(DynamicParameters parameters) =>
        AnyOf("r.campaign_id", "campaign", Campaigns, parameters) + ByPeople(parameters)
        + AnyOf("r.cycle_day", "cycle", Cycles, parameters);

    internal string ByPeople(DynamicParameters parameters) =>
        People.Count == 0 ? "" : $" AND r.person_id IN {InList.Of(parameters, "person", People)}";

    static string AnyOf<T>(string column, string name, IReadOnlyList<T?> values, DynamicParameters parameters)
        where T : struct
    {
        var known = values.OfType<T>().ToList();
        return (values.Count, known.Count) switch
        {
            (0, _) => "",
            (_, 0) => $" AND {column} IS NULL",
            _ when known.Count < values.Count => $" AND ({column} IN {InList.Of(parameters, name, known)} OR {column} IS NULL)",
            _ => $" AND {column} IN {InList.Of(parameters, name, known)}",
        };
    }
}
