using GridGov.Data.Statements;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Places;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Domain.Needs;

/// <summary>Needs as they are shown to a reader.</summary>
static class NeedView
{
    /// <summary>The needs of a list, without contacts.</summary>
    public static async Task<List<Need>> Show(Tx tx, Actor reader, IReadOnlyList<NeedRow> rows)
    {
        var tickets = await TicketLinks.List(tx, reader, rows.Select(row => row.TicketId).OfType<Id>());
        var served = await ListServed(tx, reader, rows.Where(row => !row.IsInside(reader)).Select(row => row.Id));
        return [.. rows.Select(row => Show(
            row, reader, served.Contains(row.Id), row.TicketId is { } id ? tickets.GetValueOrDefault(id) : null))];
    }

    /// <summary>One need, with its contact masked for whoever may unmask it.</summary>
    public static async Task<Need> ShowOne(Tx tx, Actor reader, NeedRow row)
    {
        var need = (await Show(tx, reader, [row]))[0];
        if (row.Contact is not { } encrypted || !await MayKnowContact(tx, reader, row))
            return need;
        var contact = await NeedContact.Decrypt(tx, row.Id, encrypted);
        return need with
        {
            Contact = new Need.ContactRef(
                Masking.MaskName(contact.Name?.MaskedIf(confidential: false)),
                Masking.MaskPhone(contact.Phone?.MaskedIf(confidential: false))),
        };
    }

    public static async Task<Need> Reload(Tx tx, Actor reader, Id id) => await ShowOne(tx, reader, await NeedRow.Load(tx, id));

    /// <summary>Who publishes there, whose need it is, and who serves it.</summary>
    public static async Task<bool> MayKnowContact(Tx tx, Actor reader, NeedRow row) =>
        row.IsPublishedBy(reader) || row.IsOf(reader) || (await ListServed(tx, reader, [row.Id])).Count > 0;

    /// <summary>Those of the needs that the reader, or a group that the reader acts for, has begun to serve.</summary>
    static async Task<HashSet<Id>> ListServed(Tx tx, Actor reader, IEnumerable<Id> needs)
    {
        const int AtOnce = 512;
        var served = new HashSet<Id>();
        foreach (var portion in needs.Chunk(AtOnce))
        {
            var parameters = SqlParameters.Of(new { Reader = reader.Id });
            served.UnionWith(await tx.Query<Id>($"""
                SELECT c.need_id
                  FROM claims c
                 WHERE c.need_id IN {InList.Of(parameters, "need", portion)} AND c.status IN ('serving', 'done')
                   AND {ClaimRow.IsOwn(reader, parameters)}
                """, parameters));
        }
        return served;
    }

    static Need Show(NeedRow row, Actor reader, bool serves, TicketLinks.Link? ticket)
    {
        var inside = row.IsInside(reader);
        // A door number, and what the office does not show, is for who goes there.
        var place = row is { PlaceId: { } id, PlaceName: { } name, PlaceKind: { } kind }
            && (inside || serves || (row.PlaceIsPublic && kind != PlaceKind.Household))
            ? new Need.PlaceRef(id, name, kind)
            : null;
        return new Need(
            row.Id, row.Kind, row.Title, row.Description, new Need.GridRef(row.GridCode, row.GridName), place, GroupOf(row),
            row.Contact is not null, null, row.Status, row.Closing, row.Reason, row.Continuing, row.Cycle, row.Slots, row.Claims.Filled,
            row.Claims.Confirmed, row.FromDay, row.ToDay, row.ClaimBy, row.AlertedAt, row.Hidden,
            ticket is null ? null : new Need.TicketRef(ticket.Id, ticket.Number, ticket.Status),
            inside ? new Need.PersonRef(row.SubmittedBy, row.SubmittedByName) : null, row.SubmittedAt, row.PublishedAt, row.ClosedAt,
            row.Version);
    }

    static Need.GroupRef? GroupOf(NeedRow row) => row is { GroupId: { } id, GroupName: { } name, GroupKind: { } kind }
        ? new Need.GroupRef(id, name, kind)
        : null;
}
