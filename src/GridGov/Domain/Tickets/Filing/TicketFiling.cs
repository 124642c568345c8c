using GridGov.Api;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Places;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets.Search;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Filing;

/// <summary>Files a ticket: by itself, as a part of another one, or as the finding of a record.</summary>
static class TicketFiling
{
    /// <summary>The member of the event of filing of what the public reported.</summary>
    public const string UnverifiedMember = "unverified";

    /// <summary>A report that can be filed, with the data of its category and grid.</summary>
    public sealed record Checked(FiledReport Report, string Grid, FilingPlace Place);

    /// <summary>Checks a report and files it.</summary>
    /// <param name="grid">By default the one of the location, or the caller's own.</param>
    /// <param name="at">The place that it is at, which gives what the report does not say of where it is.</param>
    /// <param name="pointer">Where the report stands in the request.</param>
    public static async Task<(TicketRow? Row, ProblemHttpResult? Refusal)> File(
        Tx tx, Actor actor, CityEnvelopes envelopes, FiledReport report, string? grid, TicketSource source, PlaceRow? at = null,
        string pointer = "")
    {
        var (ready, refusal) = await Check(tx, actor, envelopes, report, grid, source, at, pointer);
        if (ready is null)
            return (null, refusal);
        if (await Insert(tx, actor, ready.Report, ready.Grid, ready.Place, source, at: at) is { } row)
            return (row, null);
        tx.Rollback();
        return (null, await TicketOrigin.CheckNumber(tx, actor, source, report.ExternalNumber));
    }

    /// <summary>Checks a report without filing it.</summary>
    public static async Task<(Checked? Ready, ProblemHttpResult? Refusal)> Check(
        Tx tx, Actor actor, CityEnvelopes envelopes, FiledReport report, string? grid, TicketSource source, PlaceRow? at = null,
        string pointer = "")
    {
        if (at is not null)
            (grid, report) = (grid ?? at.GridCode, report with { Location = TicketPlace.Complete(report.Location, at) });
        if (grid is null)
        {
            (grid, var unlocated) = await LocatedGrid.Find(
                tx, actor, Capability.TicketFile, report.Location, envelopes, pointer + "/location");
            if (unlocated is not null)
                return (null, unlocated);
        }
        var place = await tx.QuerySingle(
            FilingPlace.Find, FilingPlace.Read, new { report.Category, Grid = grid }, actor.ScopeOf(Capability.TicketFile));
        if (place is null)
            return (null, Problems.At(pointer + "/category", "unknown-category", report.Category));
        if (FilingPlace.CheckCategory(
            report.Category, place.CategorySuccessor, place.CategoryRetiredAt is not null, place.ParentCode is null,
            pointer + "/category") is { } refused)
            return (null, refused);
        if (grid is null)
            return (null, Problems.At("/grid", "grid-needed"));
        if (place.GridName is null)
            return (null, Problems.At("/grid", "grid-outside-scope", grid));
        if (place.GridRetiredAt is not null)
            return (null, Problems.At("/grid", "grid-retired", grid));
        if (place.GridLevel == 0)
            return (null, Problems.At("/grid", "not-a-grid", grid));
        if (report.Location is { Lng: { } lng, Lat: { } lat, CoordSys: var datum }
            && envelopes.Check(pointer + "/location", grid, datum ?? CoordSys.Wgs84, lng, lat) is { } outside)
        {
            return (null, outside);
        }
        if (TicketOrigin.CheckFoundAt(tx.Now, report.FoundAt) is { } foundAtRefusal)
            return (null, foundAtRefusal);
        if (TicketOrigin.CheckExternalDueAt(tx.Now, report.ExternalDueAt) is { } dueAtRefusal)
            return (null, dueAtRefusal);
        if (await TicketOrigin.CheckNumber(tx, actor, source, report.ExternalNumber) is { } numberRefusal)
            return (null, numberRefusal);
        return (new Checked(report, grid, place), null);
    }

    /// <summary>Returns the only unit grid in which the caller has a capability; null if there is none or several.</summary>
    public static string? OwnUnitGrid(Actor actor, Capability capability = Capability.TicketFile)
    {
        var own = actor.Posts.Where(post => post.Level == 3 && post.May(capability))
            .Select(post => post.Grid).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return own.Count == 1 ? own[0] : null;
    }

    /// <param name="part">The ticket that is split into this one and others; null for a report.</param>
    /// <param name="at">The place that it is at.</param>
    /// <returns>Null when a concurrent filing has just used the external number.</returns>
    public static async Task<TicketRow?> Insert(
        Tx tx, Actor actor, FiledReport body, string grid, FilingPlace place, TicketSource source, PartOrigin? part = null,
        PlaceRow? at = null)
    {
        var street = GridCode.Ancestor(grid, 1)!;
        var running = await tx.QuerySingle(NextNumber, columns => columns.Int(), new { Street = street, Day = tx.Today });
        var datum = body.Location?.CoordSys ?? CoordSys.Wgs84;
        var wgs = body.Location is { Lng: { } sentLng, Lat: { } sentLat }
            ? Coordinates.ToWgs84(datum, sentLng, sentLat)
            : ((double Lng, double Lat)?)null;
        var row = new TicketRow
        {
            Id = tx.NewId(),
            Number = $"{street}-{Days.Number(tx.Today)}-{running:D4}",
            Status = TicketStatus.Submitted,
            HandlingLevel = Math.Min(place.GridLevel!.Value, part?.Whole.HandlingLevel ?? GridCode.Level(grid)),
            GridCode = grid,
            GridName = place.GridName!,
            GridLevel = place.GridLevel.Value,
            Kind = place.Kind,
            Category = body.Category,
            CategoryName = place.CategoryName,
            Programme = place.Programme,
            Role = place.Role,
            Urgency = body.Urgency ?? place.Urgency,
            Source = source,
            Description = body.Description,
            Lng = wgs?.Lng,
            Lat = wgs?.Lat,
            SentLng = body.Location?.Lng,
            SentLat = body.Location?.Lat,
            CoordSys = wgs is null ? null : datum,
            Address = body.Location?.Address,
            FiledBy = actor.Id,
            FiledByName = actor.Name,
            FiledAt = tx.Now,
            FiledDay = tx.Today,
            Extensions = 0,
            UpdatedAt = tx.Now,
            Version = 1,
            FoundAt = body.FoundAt,
            ExternalNumber = body.ExternalNumber,
            ExternalDueAt = body.ExternalDueAt,
            Unverified = body.Unverified,
            PartOf = part?.Whole.Id,
        }.At(at);
        if (!place.Confidential)
            row = await TicketPlacement.Compare(tx, row);
        var filedAs = row;
        if (place.Confidential || part is { Whole.Confidential: true })
            row = row.Mask();
        (row, var limit) = await StageClocks.Start(tx, row, place.AcceptLimit, place.ContactLimits.CalendarRevision);
        var contactDue = body.Reporter?.Phone is null
            ? (Instant?)null
            : await ContactDeadline.Compute(tx, row.GridCode, row.Urgency, place.ContactLimits);
        var filed = await Journal.CreateFirst(tx, new JournalEntry("ticket", row.Id.ToString(), row.GridCode, "file", actor.Id, row.Version)
        {
            Post = actor.Id == PublicAccount.Id ? null : (part?.Post ?? actor.PostsFor(Capability.TicketFile, row.GridCode).First()).Kind,
            To = TicketStatus.Submitted,
            Payload = part?.ToPayload(row),
            Recalculated =
            [
                (ContactDeadline.PayloadName, contactDue?.ToUtc()),
                (ClockRecord.Member, ClockRecord.OfBegin(ClockStage.Accept, limit, row)),
                (FiledContent.Member, FiledContent.Of(row, hasReporter: body.Reporter is not null).Hash()),
                (TicketPlacement.Member, TicketPlacement.ToPayload(row)),
                (TicketPlace.Member, row.PlaceId?.ToString()),
                (UnverifiedMember, row.Unverified ? true : null),
            ],
        }, row.Confidential);
        var metrics = TicketMetrics.ForFiling(contactDue, tx.DayOf);
        var inserted = await tx.Execute(row.ExternalNumber is null ? InsertTicket : InsertOrder, new
        {
            row.Id, row.Number, row.Status, row.HandlingLevel, row.GridCode, StreetCode = street,
            row.Kind, row.Category, row.Programme, row.Role, row.Urgency, row.Source,
            Description = row.MaskText(row.Description),
            row.Lng, row.Lat, Cell = row is { Lng: { } lng, Lat: { } lat } ? GeoCells.CellOf(lng, lat) : (long?)null,
            row.SentLng, row.SentLat, row.CoordSys, Address = row.MaskText(row.Address),
            row.FiledBy, row.FiledAt, row.FiledDay, row.YellowAt, row.DueAt, row.NextWakeUpAt, metrics.ContactDueAt, metrics.ContactDueDay,
            HeadHash = filed.Hash, row.Confidential, row.FoundAt, row.ExternalNumber, row.ExternalDueAt,
            row.GridDistance, row.LocatedGrid, row.PartOf, row.PlaceId, row.Unverified,
        });
        if (inserted == 0)
            return null;
        await TicketWords.OnFiling(tx, row);
        await TicketZones.Save(tx, row);
        if (row.Confidential)
            await ConfidentialContent.Save(tx, filedAs);
        await StageClocks.SaveFirst(tx, row, limit);
        DeadlineSignal.RaiseAfterCommit(tx, row.NextWakeUpAt);
        if (body.Reporter is { } reporter)
        {
            var stored = await new EncryptedReporter(reporter.Name, reporter.Phone).Encrypt(tx, row.Id, position: 1);
            await tx.Execute(InsertReporter, new { TicketId = row.Id, stored.Encrypted, stored.PhoneHash });
        }
        await Journal.Append(tx, filed);
        await CounterStore.AppendChanges(tx, CounterKeys.ForTransition(before: null, metrics.ToCounterKeys(row)));
        return row;
    }

    const string NextNumber = """
        INSERT INTO ticket_numbers (street_code, day, last_number)
        VALUES (@Street, @Day, 1)
        ON CONFLICT (street_code, day) DO UPDATE SET last_number = ticket_numbers.last_number + 1
        RETURNING last_number
        """;

    const string InsertTicket = """
        INSERT INTO tickets (id, number, status, handling_level, grid_code, street_code, kind, category,
                             programme, role, urgency, source, description, lng, lat, cell, sent_lng, sent_lat, coord_sys, address,
                             filed_by, filed_at, filed_day, yellow_at, due_at, next_wake_up_at, contact_due_at, contact_due_day,
                             updated_at, version, event_count, head_hash, confidential, found_at, external_number, external_due_at,
                             grid_distance, located_grid, part_of, place_id, unverified)
        VALUES (@Id, @Number, @Status, @HandlingLevel, @GridCode, @StreetCode, @Kind, @Category,
                @Programme, @Role, @Urgency, @Source, @Description, @Lng, @Lat, @Cell, @SentLng, @SentLat, @CoordSys, @Address,
                @FiledBy, @FiledAt, @FiledDay, @YellowAt, @DueAt, @NextWakeUpAt, @ContactDueAt, @ContactDueDay,
                @FiledAt, 1, 1, @HeadHash, @Confidential, @FoundAt, @ExternalNumber, @ExternalDueAt,
                @GridDistance, @LocatedGrid, @PartOf, @PlaceId, @Unverified)
        """;

    const string InsertOrder = InsertTicket + TicketOrigin.UnlessNumberUsed;

    const string InsertReporter = """
        INSERT INTO ticket_reporters (ticket_id, position, encrypted, phone_hash)
        VALUES (@TicketId, 1, @Encrypted, @PhoneHash)
        """;
}
