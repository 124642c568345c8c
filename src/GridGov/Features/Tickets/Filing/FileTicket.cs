using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Filing;
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
                RuleFor(r => r.Category).MatchesWhole("^[0-9]{2,4}$");
                RuleFor(r => r.Description).Text(4000);
                RuleFor(r => r.Grid).MatchesWhole("^[0-9]{4,15}$");
                RuleFor(r => r.Location!).SetValidator(new Location.Validator()).When(r => r.Location is not null);
                RuleFor(r => r.Reporter!).SetValidator(new Reporter.Validator()).When(r => r.Reporter is not null);
                RuleFor(r => r.ExternalNumber).ExternalNumber();
            }
        }

        internal FiledReport ToReport() => new(Category, Description)
        {
            Location = Location?.ToPlace(), Urgency = Urgency, Reporter = Reporter is null ? null : new(Reporter.Name, Reporter.Phone),
            FoundAt = FoundAt, ExternalNumber = ExternalNumber, ExternalDueAt = ExternalDueAt,
        };
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

        internal FiledReport.Place ToPlace() => new(Lng, Lat, CoordSys, Address);

        internal static Location? Of(FiledReport.Place? place) =>
            place is null ? null : new Location(place.Lng, place.Lat, place.CoordSys, place.Address);
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
            var (row, refusal) = await TicketFiling.File(
                tx, Actor, envelopes, request.ToReport(), request.Grid, request.Source ?? TicketSource.Patrol, at);
            return row is null
                ? refusal!
                : TypedResults.Created($"/v1/tickets/{row.Id}", new TicketView(row, RelatedItems.None, tx.Now).ToTicket());
        }, ct, WriteMode.Shared);
}
