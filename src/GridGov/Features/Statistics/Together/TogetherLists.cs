using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Together;
using GridGov.Features.Statistics.GoingOut;
using GridGov.Security;

namespace GridGov.Features.Statistics.Together;

/// <summary>Reads the lists of what measures of needs, meetings and points count, the latest first.</summary>
static class TogetherLists
{
    /// <summary>The codes of the measures that count a unit.</summary>
    public static IReadOnlyCollection<string> CodesOf(MeasureUnit unit) =>
        [.. TogetherMeasures.All.Where(measure => measure.Unit == unit).Select(measure => measure.Code)];

    /// <summary>A page of ids; their rows are read in its order.</summary>
    public static async Task<Page<Id>> Read(
        Tx tx, HttpContext http, Actor actor, string code, CountedQuery counted, TogetherSelection selection)
    {
        var measure = (TogetherRowMeasure)TogetherMeasures.Find(code)!;
        var query = await counted.ToQuestion(tx, actor, selection, measure);
        var fingerprint = Fingerprint(counted, code, selection);
        Id? before = Id.TryParseExact(Cursor.Parse(fingerprint, counted.Cursor), out var last) ? last : null;
        var (ids, count) = await TogetherRows.List(
            tx, measure, counted.PartOrAll, query, before, counted.Rows + 1, counted.Count is true);
        return Cursor.CreatePage(http, fingerprint, counted.Rows, ids, id => id.ToString(), count);
    }

    public static string Fingerprint(CountedQuery counted, string code, TogetherSelection selection) =>
        $"{counted.Fingerprint(code, new RecordSelection())}|{selection.Fingerprint()}";

    /// <summary>The rows in the order of the ids.</summary>
    public static List<T> InOrder<T>(IReadOnlyList<Id> ids, IEnumerable<T> rows, Func<T, Id> idOf)
    {
        var byId = rows.ToDictionary(idOf);
        return [.. ids.Where(byId.ContainsKey).Select(id => byId[id])];
    }
}
