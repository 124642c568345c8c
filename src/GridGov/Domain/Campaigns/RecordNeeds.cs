using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>The needs of records: submitted with the record in one act, by the rules of needs.</summary>
static class RecordNeeds
{
    public const int MaxPerRecord = 10;

    const int AtOnce = 256;

    /// <summary>Submits the needs that were heard of on a visit.</summary>
    /// <param name="filer">Who made the record, with the post of that time.</param>
    /// <param name="kept">How many needs a corrected record has.</param>
    /// <returns>Their ids, or the refusal, with which nothing is written.</returns>
    public static async Task<(List<Id> Needs, ProblemHttpResult? Refusal)> Submit(
        Tx tx, Actor filer, Visit visit, IReadOnlyList<NeedDraft> drafts, int kept)
    {
        if (drafts.Count == 0)
            return ([], null);
        if (!filer.May(Capability.NeedSubmit))
            return Refused(Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.NeedSubmit)));
        if (drafts.Count + kept > MaxPerRecord)
            return Refused(Problems.At("/needs", "too-many-needs", MaxPerRecord));
        var needs = new List<Id>(drafts.Count);
        foreach (var (i, draft) in drafts.Index())
        {
            var (need, refusal) = await NeedSubmission.Submit(tx, filer, At(visit, draft), $"/needs/{i}");
            if (need is null)
                return Refused(refusal);
            needs.Add(need.Id);
        }
        return (needs, null);

        // The ticket of the finding and the needs before this one are written already.
        (List<Id>, ProblemHttpResult?) Refused(ProblemHttpResult? problem)
        {
            tx.Rollback();
            return ([], problem);
        }
    }

    /// <summary>The draft in the grid and at the place of the visit, unless it says another one.</summary>
    static NeedDraft At(Visit visit, NeedDraft draft)
    {
        // A place that was retired or has left the grid since the visit takes no need.
        var place = visit.Place is { RetiredAt: null } visited && visited.Grid == visit.Grid ? visited.Id : (Id?)null;
        return draft with
        {
            Grid = draft.Grid ?? (draft.PlaceId is null ? visit.Grid : null),
            PlaceId = draft.PlaceId ?? (draft.Grid is null || draft.Grid == visit.Grid ? place : null),
        };
    }

    public static async Task Attach(Tx tx, Id record, IEnumerable<Id> needs)
    {
        foreach (var need in needs)
            await tx.Execute(Insert, new { Record = record, Need = need });
    }

    /// <summary>The ids of all needs of a record, whoever may read them.</summary>
    public static Task<List<Id>> ListIds(Tx tx, Id record) => tx.Query<Id>(SelectIds, new { Record = record });

    /// <summary>What became of the needs of some records, as far as the reader may read those needs.</summary>
    public static async Task<ILookup<Id, Record.NeedRef>> List(Tx tx, Actor reader, IEnumerable<Id> records)
    {
        var needs = new List<(Id Record, Record.NeedRef Need)>();
        foreach (var portion in records.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "record", portion);
            needs.AddRange(await tx.Query($"""
                SELECT x.record_id, n.id, n.kind, n.status, n.closing, CASE WHEN t.confidential = 1 THEN 1 ELSE 0 END AS masked
                  FROM record_needs x
                  JOIN needs n ON n.id = x.need_id
                  LEFT JOIN tickets t ON t.id = n.ticket_id
                 WHERE x.record_id IN {list} AND {NeedRow.InScope}
                 ORDER BY x.record_id, n.id
                """, Read, parameters, reader.ScopeOf(Capability.NeedRead)));
        }
        return needs.ToLookup(each => each.Record, each => each.Need);
    }

    static (Id Record, Record.NeedRef Need) Read(Columns c)
    {
        var (record, need) = (c.Id(), new Record.NeedRef(
            c.Id(), c.Enum<NeedKind>(), c.Enum<NeedStatus>(), c.EnumOrNull<NeedClosing>(), Masked: false));
        return (record, c.Flag() ? new Record.NeedRef(null, null, null, null, Masked: true) : need);
    }

    const string Insert = "INSERT INTO record_needs (record_id, need_id) VALUES (@Record, @Need)";

    const string SelectIds = "SELECT need_id FROM record_needs WHERE record_id = @Record ORDER BY need_id";
}
