using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Places;

/// <summary>Changes what is known of a place, or its grid.</summary>
public sealed class EditPlace(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<Change<EditPlace.Request>, Results<Ok<Place>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<PlaceGroup>();
        Operation("Edit a place",
            "Absent properties stay as they are; an empty text, an empty list of tags and 0 days remove what was there. The same values " +
            "are no change; the version stays. The care level has an operation of its own.");
        RequiresCapability(Capability.PlaceManage);
        ProducesProblem(
            400, "unknown-grid", "grid-retired", "place-above-street", "personal-number-in-place", "not-for-households");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "place-already-retired", "place-number-used");
        RequestExample("""{ "name": "合记烩面馆（二道街店）", "tags": ["餐饮", "液化气"], "visitEveryDays": 15 }""");
    }

    /// <summary>The changes of a place.</summary>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Grid">The code of a street, community or unit grid.</param>
    /// <param name="Address">The address, up to 200 characters.</param>
    /// <param name="Position">The position.</param>
    /// <param name="Tags">All its tags, up to 20 of 40 characters each.</param>
    /// <param name="RunBy">The organisation that runs it, up to 100 characters.</param>
    /// <param name="OpeningHours">When it is open, up to 200 characters.</param>
    /// <param name="OfficePhone">The office's telephone number, at most 32 characters.</param>
    /// <param name="Public">Whether the office shows it to everybody.</param>
    /// <param name="VisitEveryDays">The number of days after which it should be visited again, up to 366; 0 for no rule.</param>
    /// <param name="ExternalNumber">Its number in another system: up to 60 letters, digits and . _ - / #, once in a street.</param>
    public sealed record Request(
        PlaceKind? Kind = null, string? Name = null, string? Grid = null, string? Address = null, GivenPosition? Position = null,
        IReadOnlyList<string>? Tags = null, string? RunBy = null, string? OpeningHours = null, string? OfficePhone = null,
        bool? Public = null, int? VisitEveryDays = null, string? ExternalNumber = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).OptionalText(100);
                RuleFor(r => r.Grid).Must(code => code is null || GridCode.IsCode(code)).WithErrorCode("wrong_format");
                RuleFor(r => r.Address).OptionalText(200).When(r => r.Address is not "");
                RuleFor(r => r.Position!).SetValidator(new GivenPosition.Validator()).When(r => r.Position is not null);
                RuleFor(r => r.Tags).Tags();
                RuleFor(r => r.RunBy).OptionalText(100).When(r => r.RunBy is not "");
                RuleFor(r => r.OpeningHours).OptionalText(200).When(r => r.OpeningHours is not "");
                RuleFor(r => r.OfficePhone).Phone().When(r => r.OfficePhone is not "");
                RuleFor(r => r.VisitEveryDays).InclusiveBetween(0, 366);
                RuleFor(r => r.ExternalNumber).PlaceNumber().When(r => r.ExternalNumber is not "");
            }
        }
    }

    public override Task<Results<Ok<Place>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Place>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), request.Id) is not { } before)
                return TypedResults.NotFound();
            if (before.Check(Actor, request.Version) is { } refusal)
                return refusal;
            var body = request.Body;
            if ((body.Grid is not null && body.Grid != before.GridCode) || body.Position is not null)
            {
                var (lng, lat, datum) = body.Position is { } sent
                    ? (sent.Lng, sent.Lat, sent.Datum)
                    : (before.Lng, before.Lat, CoordSys.Wgs84);
                var (grid, unlocated) = await PlaceLocation.FindGrid(tx, Actor, envelopes, body.Grid ?? before.GridCode, lng, lat, datum);
                if (grid is null)
                    return unlocated!.ToProblem();
            }
            var after = Merge(PlaceContent.Of(before), body);
            if (after.IsSameAs(PlaceContent.Of(before)))
                return TypedResults.Ok(await before.ToPlace(tx));
            if ((after.FindFault() ?? await PlaceStore.CheckNumber(tx, after, before.Id)) is { } fault)
                return fault.ToProblem();
            return await PlaceStore.Edit(tx, Actor, before, after)
                ? TypedResults.Ok(await PlaceStore.Reread(tx, before.Id))
                : Problems.StaleVersion();
        }, ct);

    static PlaceContent Merge(PlaceContent before, Request body)
    {
        var position = body.Position?.ToWgs84();
        return before with
        {
            Kind = body.Kind ?? before.Kind,
            Name = body.Name ?? before.Name,
            Grid = body.Grid ?? before.Grid,
            Address = PatchValues.Text(body.Address, before.Address),
            Lng = position?.Lng ?? before.Lng,
            Lat = position?.Lat ?? before.Lat,
            Tags = body.Tags is null ? before.Tags : PlaceContent.Sorted(body.Tags),
            RunBy = PatchValues.Text(body.RunBy, before.RunBy),
            OpeningHours = PatchValues.Text(body.OpeningHours, before.OpeningHours),
            OfficePhone = PatchValues.Text(body.OfficePhone, before.OfficePhone),
            Public = body.Public ?? before.Public,
            VisitEveryDays = PatchValues.Number(body.VisitEveryDays, before.VisitEveryDays),
            ExternalNumber = PatchValues.Text(body.ExternalNumber, before.ExternalNumber),
        };
    }
}
