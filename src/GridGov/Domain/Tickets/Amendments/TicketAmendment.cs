using GridGov.Domain.Boundaries;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.Notifications;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Amendments;

/// <summary>
/// Corrects what was filed (更正), in an exclusive write. Status and handling go on; the measures count the ticket by what it is now,
/// and questions about earlier instants by what it was.
/// </summary>
static class TicketAmendment
{
    /// <param name="amended">The row with the corrections; what is hidden of it and was not corrected stays hidden.</param>
    /// <param name="limits">The limits of the amended category, in the calendar of the amended grid.</param>
    /// <param name="place">Compares the place with the grid; by default with its stored boundary.</param>
    /// <returns>The ticket afterwards; null, without any write, when nothing changes.</returns>
    public static async Task<TicketForUpdate?> Write(
        Tx tx, Actor actor, TicketForUpdate before, TicketRow amended, CategoryLimits limits, Post? post, FreeText reason,
        Id? hiddenWith = null, Func<TicketRow, TicketRow>? place = null)
    {
        var (shown, hadHidden) = await ConfidentialContent.Reveal(tx, before.Row);
        var (full, _) = await ConfidentialContent.Reveal(tx, amended);
        if (AmendmentRecord.Between(shown, full) is not { } record)
            return null;
        var timeline = (await StoredHistory.Load(tx, new Id(before.Row.Id.Value - 1), before.Row.Id, rows: 1))[0].Stored;
        var hides = amended.Confidential && !before.Row.Confidential;
        if (record.ChangesPlace)
            amended = place is null ? await TicketPlacement.Compare(tx, amended) : place(amended);
        var row = TicketTransition.WithNextVersion(amended.Confidential ? full.Mask() : amended, tx.Now);
        row = CascadingEnds.Of(before.View, row, out var ends);
        var related = before.Related.ReferredToBy(row);

        var pauses = new TicketPauses(tx, row.Id);
        var changesLimit = (before.Row.Category, before.Row.Urgency) != (row.Category, row.Urgency);
        (row, var clock) = await StageClocks.OnAmendment(tx, before, row, limits, changesLimit, pauses);
        row = row with { NextWakeUpAt = NextWakeUp.Of(row, related, tx.Zone) };
        var closing = changesLimit || before.Row.GridCode != row.GridCode
            ? await ClosingDeadline.OnAmendment(tx, row, limits, changesLimit, pauses)
            : null;
        var metrics = closing is var (due, _) ? before.Metrics.WithClosingDeadline(row, due, tx.DayOf) : before.Metrics;
        metrics = await TicketHistory.SaveFormerState(tx, before, row, metrics);

        var hasReporter = await tx.QuerySingle<int?>(FindReporter, new { row.Id }) is not null;
        var entry = new JournalEntry(Journal.Ticket, row.Id.ToString(), row.GridCode, TicketAction.Amend.ToCode(), actor.Id, row.Version)
        {
            Post = post?.Kind,
            Reason = reason,
            Payload = record with { Into = hiddenWith?.ToString() },
            Recalculated =
            [
                (ClosingDeadlineRecord.Member, closing?.Record.ToPayload),
                (ClockRecord.Member, ClockRecord.OfAmendment((before.Row, before.Clock), (row, clock))),
                (FiledContent.Member, FiledContent.Of(row, hasReporter).Hash()),
                (TicketPlacement.Member, TicketPlacement.ToPayload(row)),
            ],
        };
        // What was ever hidden of a ticket is in no readable event.
        var written = await TicketEvents.Append(
            tx, before, [entry], head => Update(tx, before, row, metrics, head), encrypted: hadHidden || row.Confidential);
        if (written is not { } head)
            throw new InvalidOperationException("A ticket changed within an exclusive transaction.");
        var after = before with { View = new TicketView(row, related, tx.Now), Metrics = metrics, Head = head, Clock = clock };
        if (row.Confidential)
            await ConfidentialContent.Save(tx, full);
        await CounterStore.AppendChanges(tx, HistoryRebuild.CounterChanges(
            timeline.CountedDeltas(), (timeline with { Now = metrics.ToSnapshot(row) }).CountedDeltas()));
        await ends.Write(tx);
        if (hides)
            await Hide(tx, actor, after, post, reason);
        DeadlineSignal.RaiseAfterCommit(tx, row.NextWakeUpAt);
        await TicketNotifications.OnAmendment(tx, before.View, after.View, actor, reason);
        return after with { View = new TicketView(row, await Reread(tx, row, related), tx.Now) };
    }

    static async Task<int> Update(
        Tx tx, TicketForUpdate before, TicketRow row, TicketMetrics metrics, (ChainHead Read, ChainHead New) head)
    {
        var changed = await TicketUpdate.Run(tx, before.Row, row, metrics, head);
        if (changed == 0)
            return 0;
        await tx.Execute(SetFiled, new
        {
            row.Id, row.Version, row.GridCode, StreetCode = GridCode.Ancestor(row.GridCode, 1), row.Category, row.Kind, row.Programme,
            row.Role, row.Confidential, row.Urgency, row.Source, row.Lng, row.Lat,
            Cell = row is { Lng: { } lng, Lat: { } lat } ? GeoCells.CellOf(lng, lat) : (long?)null,
            row.SentLng, row.SentLat, row.CoordSys, row.FoundAt, row.GridDistance, row.LocatedGrid, row.PlaceId,
            Description = row.MaskText(row.Description), Address = row.MaskText(row.Address),
        });
        if ((before.Row.Lng, before.Row.Lat, before.Row.Zones) != (row.Lng, row.Lat, row.Zones))
            await TicketZones.Replace(tx, row);
        if (before.Row.GridCode != row.GridCode)
            await tx.Execute(MoveRequests, new { row.Id, row.GridCode });
        return changed;
    }

    /// <summary>
    /// Hides all that was stored in plain about a ticket that becomes confidential, the reports merged into it and its parts.
    /// </summary>
    static async Task Hide(Tx tx, Actor actor, TicketForUpdate ticket, Post? post, FreeText reason)
    {
        await HiddenRows.Hide(tx, ticket.Row.Id);
        if (ticket.Row.Status == TicketStatus.Merged)
            return;
        foreach (var merged in await tx.Query<Id>(ListMerged, new { ticket.Row.Id }))
        {
            await tx.LockRow("tickets", merged);
            var report = (await TicketForUpdate.One(tx, FindOne, new { Id = merged }))!;
            await Write(tx, actor, report, report.Row with { Confidential = true }, report.Limits, post, reason, ticket.Row.Id);
        }
    }

    /// <summary>The related items, whose words may be hidden now.</summary>
    static async Task<RelatedItems> Reread(Tx tx, TicketRow row, RelatedItems related) =>
        row.HasRelatedItems ? (await RelatedItems.Of(tx, [row]))[0] : related;

    // UNION instead of UNION ALL ends the recursion even for a cycle in the data.
    const string ListMerged = """
        WITH RECURSIVE merged (id) AS (
          SELECT t.id FROM tickets t WHERE t.merged_into = @Id OR t.part_of = @Id
          UNION
          SELECT t.id FROM merged CROSS JOIN tickets t WHERE t.merged_into = merged.id OR t.part_of = merged.id
        )
        SELECT t.id
          FROM merged
         CROSS JOIN tickets t
         WHERE t.id = merged.id AND t.confidential = 0
         ORDER BY t.id
         LIMIT 10000
        """;

    const string FindOne = TicketForUpdate.Select + " WHERE t.id = @Id";

    const string FindReporter = "SELECT 1 FROM ticket_reporters WHERE ticket_id = @Id LIMIT 1";

    const string SetFiled = """
        UPDATE tickets
           SET grid_code = @GridCode, street_code = @StreetCode, category = @Category, kind = @Kind, programme = @Programme, role = @Role,
               confidential = @Confidential, urgency = @Urgency, source = @Source, lng = @Lng, lat = @Lat, cell = @Cell,
               sent_lng = @SentLng, sent_lat = @SentLat, coord_sys = @CoordSys, found_at = @FoundAt,
               grid_distance = @GridDistance, located_grid = @LocatedGrid, place_id = @PlaceId,
               description = @Description, address = @Address
         WHERE id = @Id AND version = @Version
        """;

    const string MoveRequests = "UPDATE ticket_requests SET grid_code = @GridCode WHERE ticket_id = @Id";
}
