using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Places;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Search;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Filing;

/// <summary>Files a problem (上报).</summary>
public sealed class FileTicket(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<FileTicket.Request, Results<Created<Ticket>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<TicketGroup>();
        Operation("File a ticket",
            "The grid is the given one, or else the lowest one of the caller's whose boundary contains the location, or else, where " +
            "there is no boundary to go by, the caller's own level-3 grid. A location outside the given grid is flagged, not refused. " +
            "At a place, what is not given of grid, coordinates and address is that of the place. " +
            "The category decides kind, programme and service role and, unless given, the urgency.");
        RequiresCapability(Capability.TicketFile);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-category", "category-retired", "category-moved", "category-not-leaf", "grid-outside-scope", "grid-retired",
            "grid-needed", "location-outside-grids", "not-a-grid", "outside-filing-period",
            "unknown-place", "place-retired");
        ProducesProblem(409, "external-number-used");
        RequestExample("""
            {
              "category": "0303",
              "description": "二道街与铭功路交叉口，行道树树冠已碰到高压线",
              "location": { "lng": 113.6553, "lat": 34.7502, "coordSys": "wgs84", "address": "二道街15号门前" },
              "source": "patrol",
              "urgency": "urgent",
              "reporter": { "name": "王芳", "phone": "13803710001" }
            }
            """);
    }

    /// <summary>A problem to file.</summary>
    /// <param name="Category">The code of a category of the second level.</param>
    /// <param name="Description">The description of the problem, 1 to 4,000 characters.</param>
    /// <param name="Grid">The code of a street, community or unit grid; by default the one of the location.</param>
    /// <param name="Location">The place of the problem.</param>
    /// <param name="Source">The source of the report; patrol by default.</param>
    /// <param name="Urgency">The urgency; by default the category's.</param>
    /// <param name="Reporter">The person who reported the problem, if it is not the caller.</param>
    /// <param name="FoundAt">The time at which the problem was found, if before filing; at most a year ago.</param>
    /// <param name="ExternalNumber">
    /// The number of the order in the system that it comes from: up to 60 letters, digits and . _ - / #. A source has a number once.
    /// </param>
    /// <param name="ExternalDueAt">The deadline that the other system set: from a year ago to five years ahead.</param>
    /// <param name="PlaceId">The id of the place (场所) that it is at. A confidential ticket keeps none, because it tells where.</param>
    public sealed record Request(
        string Category, FreeText Description, string? Grid = null, Location? Location = null,
        TicketSource? Source = null, Urgency? Urgency = null, Reporter? Reporter = null,
        Instant? FoundAt = null, string? ExternalNumber = null, Instant? ExternalDueAt = null,
        Id? PlaceId = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Category).Matches("^[0-9]{2,4}$");
                RuleFor(r => r.Description).Text(4000);
                RuleFor(r => r.Grid).Matches("^[0-9]{4,15}$");
                RuleFor(r => r.Location!).SetValidator(new Location.Validator()).When(r => r.Location is not null);
                RuleFor(r => r.Reporter!).SetValidator(new Reporter.Validator()).When(r => r.Reporter is not null);
                RuleFor(r => r.ExternalNumber).ExternalNumber();
            }
        }
    }

    /// <summary>The place of a problem: coordinates, an address, or both.</summary>
    /// <param name="Lng">Longitude in degrees; together with lat.</param>
    /// <param name="Lat">Latitude in degrees; together with lng.</param>
    /// <param name="CoordSys">The datum of lng and lat; wgs84 by default.</param>
    /// <param name="Address">The place in words, up to 200 characters.</param>
    public sealed record Location(double? Lng = null, double? Lat = null, CoordSys? CoordSys = null, FreeText? Address = null)
    {
        public sealed class Validator : AbstractValidator<Location>
        {
            public Validator()
            {
                RuleFor(l => l.Lng).InclusiveBetween(-180, 180);
                RuleFor(l => l.Lat).InclusiveBetween(-90, 90);
                RuleFor(l => l.Lng).NotNull().When(l => l.Lat is not null || l.Address is null);
                RuleFor(l => l.Lat).NotNull().When(l => l.Lng is not null || l.Address is null);
                RuleFor(l => l.Lat)
                    .Must((location, lat) => !(Math.Abs(lat ?? 0) is > 90 and <= 180 && Math.Abs(location.Lng ?? 0) <= 90))
                    .WithErrorCode("swapped");
                RuleFor(l => l.Address).OptionalText(200);
            }
        }
    }

    /// <summary>A person who reported a problem.</summary>
    /// <param name="Name">The name, up to 100 characters.</param>
    /// <param name="Phone">The telephone number in any usual notation, with or without an extension; at most 32 characters.</param>
    public sealed record Reporter(FreeText? Name = null, FreeText? Phone = null)
    {
        public sealed class Validator : AbstractValidator<Reporter>
        {
            public Validator()
            {
                RuleFor(r => r.Name).OptionalText(100);
                RuleFor(r => r.Phone).Phone();
            }
        }
    }

    public override Task<Results<Created<Ticket>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Ticket>, ProblemHttpResult>>(async tx =>
        {
            var (at, unplaced) = await TicketPlace.Find(tx, Actor, request.PlaceId);
            if (unplaced is not null)
                return unplaced;
            if (at is not null)
                request = request with { Grid = request.Grid ?? at.GridCode, Location = TicketPlace.Complete(request.Location, at) };
            var (grid, unlocated) = request.Grid is { } given
                ? (given, null)
                : await LocatedGrid.Find(tx, Actor, request.Location, envelopes);
            if (unlocated is not null)
                return unlocated;
            var place = await tx.QuerySingle(
                FilingPlace.Find, FilingPlace.Read, new { request.Category, Grid = grid }, Actor.ScopeOf(Capability.TicketFile));
            if (place is null)
                return Problems.At("/category", "unknown-category", request.Category);
            if (FilingPlace.CheckCategory(
                request.Category, place.CategorySuccessor, place.CategoryRetiredAt is not null, place.ParentCode is null) is { } refused)
                return refused;
            if (grid is null)
                return Problems.At("/grid", "grid-needed");
            if (place.GridName is null)
                return Problems.At("/grid", "grid-outside-scope", grid);
            if (place.GridRetiredAt is not null)
                return Problems.At("/grid", "grid-retired", grid);
            if (place.GridLevel == 0)
                return Problems.At("/grid", "not-a-grid", grid);
            if (request.Location is { Lng: { } lng, Lat: { } lat, CoordSys: var datum }
                && envelopes.Check("/location", grid, datum ?? CoordSys.Wgs84, lng, lat) is { } outside)
            {
                return outside;
            }
            var source = request.Source ?? TicketSource.Patrol;
            if (TicketOrigin.CheckFoundAt(tx.Now, request.FoundAt) is { } foundAtRefusal)
                return foundAtRefusal;
            if (TicketOrigin.CheckExternalDueAt(tx.Now, request.ExternalDueAt) is { } dueAtRefusal)
                return dueAtRefusal;
            if (await TicketOrigin.CheckNumber(tx, Actor, source, request.ExternalNumber) is { } numberRefusal)
                return numberRefusal;

            if (await Insert(tx, Actor, request, grid, place, source, at: at) is not { } row)
            {
                tx.Rollback();
                return (await TicketOrigin.CheckNumber(tx, Actor, source, request.ExternalNumber))!;
            }
            return TypedResults.Created($"/v1/tickets/{row.Id}", new TicketView(row, RelatedItems.None, tx.Now).ToTicket());
        }, ct, WriteMode.Shared);

    /// <summary>Returns the only unit grid in which the caller files tickets; null if there is none or several.</summary>
    internal static string? OwnUnitGrid(Actor actor)
    {
        var own = actor.Posts.Where(post => post.Level == 3 && post.May(Capability.TicketFile))
            .Select(post => post.Grid).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return own.Count == 1 ? own[0] : null;
    }

    /// <param name="part">The ticket that is split into this one and others; null for a report.</param>
    /// <param name="at">The place that it is at.</param>
    /// <returns>Null when a concurrent filing has just used the external number.</returns>
    internal static async Task<TicketRow?> Insert(
        Tx tx, Actor actor, Request body, string grid, FilingPlace place, TicketSource source, PartOrigin? part = null,
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
            Post = (part?.Post ?? actor.PostsFor(Capability.TicketFile, row.GridCode).First()).Kind,
            To = TicketStatus.Submitted,
            Payload = part?.ToPayload(row),
            Recalculated =
            [
                (ContactDeadline.PayloadName, contactDue?.ToUtc()),
                (ClockRecord.Member, ClockRecord.OfBegin(ClockStage.Accept, limit, row)),
                (FiledContent.Member, FiledContent.Of(row, hasReporter: body.Reporter is not null).Hash()),
                (TicketPlacement.Member, TicketPlacement.ToPayload(row)),
                (TicketPlace.Member, row.PlaceId?.ToString()),
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
            row.GridDistance, row.LocatedGrid, row.PartOf, row.PlaceId,
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
                             grid_distance, located_grid, part_of, place_id)
        VALUES (@Id, @Number, @Status, @HandlingLevel, @GridCode, @StreetCode, @Kind, @Category,
                @Programme, @Role, @Urgency, @Source, @Description, @Lng, @Lat, @Cell, @SentLng, @SentLat, @CoordSys, @Address,
                @FiledBy, @FiledAt, @FiledDay, @YellowAt, @DueAt, @NextWakeUpAt, @ContactDueAt, @ContactDueDay,
                @FiledAt, 1, 1, @HeadHash, @Confidential, @FoundAt, @ExternalNumber, @ExternalDueAt,
                @GridDistance, @LocatedGrid, @PartOf, @PlaceId)
        """;

    const string InsertOrder = InsertTicket + TicketOrigin.UnlessNumberUsed;

    const string InsertReporter = """
        INSERT INTO ticket_reporters (ticket_id, position, encrypted, phone_hash)
        VALUES (@TicketId, 1, @Encrypted, @PhoneHash)
        """;
}
