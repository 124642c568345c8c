using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Places;

/// <summary>Creates a place (场所) where workers go.</summary>
public sealed class CreatePlace(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<CreatePlace.Request, Results<Created<Place>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<PlaceGroup>();
        Operation("Create a place",
            "The grid is the given one, or else the lowest one of the caller's whose boundary contains the position. A position outside " +
            "the given grid is flagged in the answer, not refused. A place is never a person: mobile telephone and identity card numbers " +
            "are refused. The care level needs the capability `care_read` in the grid; it is stored encrypted and only " +
            "unmaskCareLevel shows it.");
        RequiresCapability(Capability.PlaceManage);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-grid", "grid-retired", "place-needs-grid", "place-above-street", "position-outside-grids",
            "personal-number-in-place", "not-for-households");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "place-number-used");
        RequestExample("""
            {
              "kind": "premises", "name": "合记烩面馆", "grid": "410103003005006", "address": "二道街15号",
              "position": { "lng": 113.6553, "lat": 34.7502, "coordSys": "wgs84" },
              "tags": ["餐饮"], "runBy": "合记餐饮有限公司", "openingHours": "10:00–21:00", "officePhone": "0371-66220001",
              "public": false, "visitEveryDays": 30, "externalNumber": "CS-0001"
            }
            """);
    }

    /// <summary>A new place.</summary>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Name">The name, 1 to 100 characters; of a household the door number, such as 3号楼2单元501.</param>
    /// <param name="Grid">The code of a street, community or unit grid; by default the one of the position.</param>
    /// <param name="Address">The address, up to 200 characters.</param>
    /// <param name="Position">The position.</param>
    /// <param name="Tags">Words by which places are chosen, up to 20 of 40 characters each.</param>
    /// <param name="RunBy">The organisation that runs it, up to 100 characters; not for households.</param>
    /// <param name="OpeningHours">When it is open, up to 200 characters; not for households.</param>
    /// <param name="OfficePhone">The office's telephone number, at most 32 characters; not for households.</param>
    /// <param name="Public">Whether the office shows it to everybody; false by default.</param>
    /// <param name="VisitEveryDays">The number of days after which it should be visited again, 1 to 366.</param>
    /// <param name="CareLevel">How much care those behind the door need; none by default.</param>
    /// <param name="ExternalNumber">Its number in another system: up to 60 letters, digits and . _ - / #, once in a street.</param>
    public sealed record Request(
        PlaceKind Kind, string Name, string? Grid = null, string? Address = null, GivenPosition? Position = null,
        IReadOnlyList<string>? Tags = null, string? RunBy = null, string? OpeningHours = null, string? OfficePhone = null,
        bool Public = false, int? VisitEveryDays = null, CareLevel? CareLevel = null, string? ExternalNumber = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).Text(100);
                RuleFor(r => r.Grid).Must(code => code is null || GridCode.IsCode(code)).WithErrorCode("wrong_format");
                RuleFor(r => r.Address).OptionalText(200);
                RuleFor(r => r.Position!).SetValidator(new GivenPosition.Validator()).When(r => r.Position is not null);
                RuleFor(r => r.Tags).Tags();
                RuleFor(r => r.RunBy).OptionalText(100);
                RuleFor(r => r.OpeningHours).OptionalText(200);
                RuleFor(r => r.OfficePhone).Phone();
                RuleFor(r => r.VisitEveryDays).InclusiveBetween(1, 366);
                RuleFor(r => r.ExternalNumber).PlaceNumber();
            }
        }
    }

    public override Task<Results<Created<Place>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Place>, ProblemHttpResult>>(async tx =>
        {
            var position = request.Position;
            var (grid, unlocated) = await PlaceLocation.FindGrid(
                tx, Actor, envelopes, request.Grid, position?.Lng, position?.Lat, position?.Datum ?? CoordSys.Wgs84);
            if (grid is null)
                return unlocated!.ToProblem();
            var (lng, lat) = position?.ToWgs84() ?? ((double?)null, (double?)null);
            var content = new PlaceContent(
                request.Kind, request.Name, grid, request.Address, lng, lat, PlaceContent.Sorted(request.Tags ?? []), request.RunBy,
                request.OpeningHours, request.OfficePhone, request.Public, request.VisitEveryDays, request.ExternalNumber);
            if ((content.FindFault() ?? await PlaceStore.CheckNumber(tx, content)) is { } fault)
                return fault.ToProblem();
            if (request.CareLevel is not null && !Actor.ScopeOf(Capability.CareRead).Covers(grid))
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CareRead));
            var id = await PlaceStore.Create(tx, Actor, content, request.CareLevel ?? CareLevel.None);
            return TypedResults.Created($"/v1/places/{id}", await PlaceStore.Reread(tx, id));
        }, ct);
}
