using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;

namespace GridGov.Domain.Statistics;

/// <summary>The names of groups; a key without a name is shown itself.</summary>
public static class GroupNames
{
    /// <summary>Loads the names of a dimension's keys; without a dimension they are grid codes.</summary>
    public static async Task<Func<string, string>> Load(Tx tx, Dimension? dimension, IEnumerable<string> keys) => dimension switch
    {
        null or Dimension.County or Dimension.Level1 or Dimension.Level2 or Dimension.Level3 =>
            await Lookup(tx, "SELECT code AS key, name FROM grids WHERE code IN", keys),
        Dimension.Category or Dimension.CategoryGroup =>
            await Lookup(tx, "SELECT code AS key, name_zh AS name FROM categories WHERE code IN", keys),
        Dimension.Role => await Lookup(tx, "SELECT code AS key, name_zh AS name FROM service_roles WHERE code IN", keys),
        Dimension.Handler => await People(tx, keys, none: "未派遣"),
        Dimension.Department => await People(tx, keys, none: "非专业部门"),
        Dimension.Person => await People(tx, keys, none: ""),
        Dimension.Campaign => await ById(tx, "SELECT CAST(id AS TEXT) AS key, name FROM campaigns WHERE id IN", keys, none: "行动之外"),
        Dimension.Cycle => key => key == Dimensions.None ? "行动之外" : key,
        Dimension.Group => await ById(tx, "SELECT CAST(id AS TEXT) AS key, name FROM groups WHERE id IN", keys, none: "无组织"),
        Dimension.NeedKind => key => NeedLabels.Of(Codes<NeedKind>.Parse(key)).Zh,
        Dimension.MeetingKind => key => MeetingLabels.Of(Codes<MeetingKind>.Parse(key)).Zh,
        Dimension.Programme => key => Labels.Of(Codes<Programme>.Parse(key)).Zh,
        Dimension.Kind => key => Labels.Of(Codes<TicketKind>.Parse(key)).Zh,
        Dimension.Urgency => key => Labels.Of(Codes<Urgency>.Parse(key)).Zh,
        Dimension.Source => key => Labels.Of(Codes<TicketSource>.Parse(key)).Zh,
        Dimension.Day or Dimension.Week or Dimension.Month or Dimension.Quarter or Dimension.Year => key => key,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "No such dimension."),
    };

    static Task<Func<string, string>> People(Tx tx, IEnumerable<string> keys, string none) =>
        ById(tx, "SELECT CAST(id AS TEXT) AS key, name FROM people WHERE id IN", keys, none);

    static async Task<Func<string, string>> ById(Tx tx, string select, IEnumerable<string> keys, string none)
    {
        var ids = keys.Distinct(StringComparer.Ordinal)
            .Select(key => Id.TryParseExact(key, out var id) ? id.Value : (long?)null)
            .OfType<long>().ToList();
        var names = await Read(tx, select, ids);
        return key => key == Dimensions.None ? none
            : Id.TryParseExact(key, out var id) && names.TryGetValue(id.Value.ToString(), out var name) ? name : key;
    }

    static async Task<Func<string, string>> Lookup(Tx tx, string select, IEnumerable<string> keys)
    {
        var names = await Read(tx, select, keys.Distinct(StringComparer.Ordinal).ToList());
        return key => names.GetValueOrDefault(key, key);
    }

    static async Task<Dictionary<string, string>> Read<T>(Tx tx, string select, List<T> keys)
    {
        const int AtOnce = 256;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var chunk in keys.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            foreach (var row in await tx.Query<NameRow>($"{select} {InList.Of(parameters, "key", chunk)}", parameters))
                names[row.Key] = row.Name;
        }
        return names;
    }

    sealed record NameRow
    {
        public required string Key { get; init; }
        public required string Name { get; init; }
    }
}
