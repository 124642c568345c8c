using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Zones;

/// <summary>A head of a zone.</summary>
/// <param name="Id">The id of the entry.</param>
/// <param name="Person">The person.</param>
/// <param name="From">The first day, yyyy-MM-dd.</param>
/// <param name="To">The first day after, yyyy-MM-dd; null while it is open.</param>
/// <param name="Disabled">Whether the account is disabled now.</param>
public sealed record ZoneHead(Id Id, ZoneHead.PersonRef Person, DateOnly From, DateOnly? To, bool Disabled)
{
    /// <summary>A person.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    public sealed record PersonRef(Id Id, string Name);

    /// <summary>The heads of zones on a day, the earliest first.</summary>
    internal static async Task<ILookup<Id, ZoneHead>> List(Tx tx, IReadOnlyCollection<Id> zones, DateOnly day)
    {
        if (zones.Count == 0)
            return Array.Empty<(Id, ZoneHead Head)>().ToLookup(row => row.Item1, row => row.Head);
        var parameters = new DynamicParameters();
        parameters.Add("Day", day);
        var list = InList.Of(parameters, "zone", zones);
        return (await tx.Query($"{Select} WHERE h.zone_id IN {list} AND {IsOn} ORDER BY h.from_day, h.id LIMIT 1000", Read, parameters))
            .ToLookup(row => row.Zone, row => row.Head);
    }

    internal static (Id Zone, ZoneHead Head) Read(Columns c) =>
        (c.Id(), new ZoneHead(c.Id(), new PersonRef(c.Id(), c.Text()), c.Day(), c.DayOrNull(), c.Flag()));

    internal const string Select = """
        SELECT h.zone_id, h.id, h.person_id, p.name, h.from_day, h.to_day, CASE WHEN p.disabled_at IS NULL THEN 0 ELSE 1 END AS disabled
          FROM zone_heads h
          JOIN people p ON p.id = h.person_id
        """;

    const string IsOn = "h.from_day <= @Day AND (h.to_day IS NULL OR h.to_day > @Day)";
}
