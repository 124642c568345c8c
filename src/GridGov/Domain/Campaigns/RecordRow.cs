using System.Text.Json;
using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Places;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>The row of a record with the names that are shown with it.</summary>
sealed record RecordRow
{
    public required Id Id { get; init; }
    public required RecordContent Content { get; init; }
    public string? CampaignName { get; init; }
    public CampaignKind? CampaignKind { get; init; }
    public string? PlaceName { get; init; }
    public PlaceKind? PlaceKind { get; init; }
    public required string GridName { get; init; }
    public required string PersonName { get; init; }
    public Id? CorrectedBy { get; init; }
    public string? Encrypted { get; init; }
    public required int Photos { get; init; }
    public required int Needs { get; init; }

    /// <summary>
    /// The condition on records r that a caller may read. Who goes out reads there too; own ones of a former grid are read no more.
    /// </summary>
    public const string InScope = "@scope(r.grid_code)";

    public static async Task<RecordRow?> Find(Tx tx, Actor actor, Id id) => (await ListByIds(tx, actor, [id])).SingleOrDefault();

    /// <summary>A record that the caller made, also where the caller reads nothing, or nothing any more.</summary>
    public static Task<RecordRow?> FindOwn(Tx tx, Actor actor, Id id) => tx.QuerySingle(
        Select + " WHERE r.id = @Id AND r.person_id = @Person", Read, new { Id = id, Person = actor.Id });

    /// <summary>Those of some records that the caller may read.</summary>
    public static Task<List<RecordRow>> ListByIds(Tx tx, Actor actor, IReadOnlyCollection<Id> ids)
    {
        if (ids.Count == 0)
            return Task.FromResult<List<RecordRow>>([]);
        var parameters = new DynamicParameters();
        return tx.Query(
            $"{Select} WHERE r.id IN {InList.Of(parameters, "id", ids)} AND {InScope} ORDER BY r.id", Read, parameters,
            actor.ScopeOf(Capability.RecordRead));
    }

    /// <summary>The records as lists show them, with what became of their findings and needs, as far as the caller may read that.</summary>
    public static async Task<List<Record>> Show(Tx tx, Actor actor, IReadOnlyList<RecordRow> rows) =>
        await Show(tx, actor, rows, await HiddenRecords.Find(tx, actor, rows));

    static async Task<List<Record>> Show(Tx tx, Actor actor, IReadOnlyList<RecordRow> rows, HashSet<Id> hidden)
    {
        var tickets = await ListTickets(tx, actor, [.. rows.Select(row => row.Content.TicketId).OfType<Id>().Distinct()]);
        var needs = await RecordNeeds.List(
            tx, actor, rows.Where(row => row.Needs > 0 && !hidden.Contains(row.Id)).Select(row => row.Id));
        return [.. rows.Select(row => hidden.Contains(row.Id)
            ? row.ShowWithoutPlace(tx)
            : row.Show(row.Content.TicketId is { } ticket ? tickets.GetValueOrDefault(ticket) : null, [.. needs[row.Id]]))];
    }

    /// <summary>The record with its words and photos, for who may read it.</summary>
    public async Task<RecordDetails> ShowDetails(Tx tx, Actor actor) => (await ShowDetails(tx, actor, [this]))[0];

    public static async Task<List<RecordDetails>> ShowDetails(Tx tx, Actor actor, IReadOnlyList<RecordRow> rows)
    {
        var details = new List<RecordDetails>(rows.Count);
        var hidden = await HiddenRecords.Find(tx, actor, rows);
        var photos = await RecordPhotos.List(tx, rows.Where(row => row.Photos > 0 && !hidden.Contains(row.Id)).Select(row => row.Id));
        foreach (var (row, record) in rows.Zip(await Show(tx, actor, rows, hidden)))
        {
            if (hidden.Contains(row.Id))
            {
                details.Add(new RecordDetails(record, null, null, []));
                continue;
            }
            var secret = row.Encrypted is { } text ? await RecordSecret.Decrypt(tx, row.Id, text) : null;
            details.Add(new RecordDetails(
                record, secret?.Answers is { } answers ? JsonSerializer.SerializeToElement(answers) : null, secret?.Note,
                [.. photos[row.Id]]));
        }
        return details;
    }

    static async Task<Dictionary<Id, Record.TicketRef>> ListTickets(Tx tx, Actor actor, IReadOnlyList<Id> ids)
    {
        if (ids.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "id", ids);
        return (await tx.Query(
            $"SELECT t.id, t.number, t.status, t.confidential FROM tickets t WHERE t.id IN {list} AND {TicketParties.InScope}",
            c => (Id: c.Id(), Number: c.Text(), Status: c.Enum<TicketStatus>(), Masked: c.Flag()), parameters,
            actor.ScopeOf(Capability.TicketRead))).ToDictionary(each => each.Id, each => each.Masked
                ? new Record.TicketRef(null, null, null, Masked: true)
                : new Record.TicketRef(each.Id, each.Number, each.Status, Masked: false));
    }

    Record Show(Record.TicketRef? ticket, IReadOnlyList<Record.NeedRef> needs) => new(
        Id, Content.CampaignId is { } campaign ? new Round.CampaignRef(campaign, CampaignName!, CampaignKind!.Value) : null,
        Content.CycleDay, Content.RoundId,
        Content.PlaceId is { } place ? new Record.PlaceRef(place, PlaceName!, PlaceKind!.Value) : null,
        new Campaign.GridRef(Content.GridCode, GridName), new Campaign.PersonRef(Content.PersonId, PersonName),
        Codes<PostKind>.Parse(Content.Post), Content.DoneAt, Content.RecordedAt, Content.Outcome, Content.Quantity,
        Content is { Lng: { } lng, Lat: { } lat } ? new Record.Point(lng, lat) : null, Content.PlaceMetres,
        Content.PlaceMetres > Record.FarMetres, Content.OutsideGrid, ticket, needs, Content.CorrectsId, CorrectedBy, Photos);

    /// <summary>The record without what would tell where its confidential ticket is.</summary>
    Record ShowWithoutPlace(Tx tx) => Show(ticket: null, needs: []) with
    {
        RoundId = null,
        Place = null,
        Position = null,
        PlaceMetres = null,
        FarFromPlace = false,
        PhotoCount = 0,
        DoneAt = Days.Begin(Content.Day, tx.Zone),
        RecordedAt = Days.Begin(tx.DayOf(Content.RecordedAt), tx.Zone),
    };

    public static RecordRow Read(Columns c) => new()
    {
        Id = c.Id(), Content = RecordContent.Read(c), CampaignName = c.TextOrNull(), CampaignKind = c.EnumOrNull<CampaignKind>(),
        PlaceName = c.TextOrNull(), PlaceKind = c.EnumOrNull<PlaceKind>(), GridName = c.Text(), PersonName = c.Text(),
        CorrectedBy = c.IdOrNull(), Encrypted = c.TextOrNull(), Photos = c.Int(), Needs = c.Int(),
    };

    public const string Select = $"""
        SELECT r.id, {RecordContent.ColumnList}, c.name AS campaign_name, c.kind AS campaign_kind, p.name AS place_name,
               p.kind AS place_kind, g.name AS grid_name, w.name AS person_name, r.corrected_by, r.encrypted,
               (SELECT count(*) FROM record_photos f WHERE f.record_id = r.id) AS photos,
               (SELECT count(*) FROM record_needs x WHERE x.record_id = r.id) AS needs
          FROM records r
          JOIN grids g ON g.code = r.grid_code
          JOIN people w ON w.id = r.person_id
          LEFT JOIN campaigns c ON c.id = r.campaign_id
          LEFT JOIN places p ON p.id = r.place_id
        """;
}
