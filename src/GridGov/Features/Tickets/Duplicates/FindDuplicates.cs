using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets.Filing;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Duplicates;

/// <summary>Finds tickets that may report the same problem as one that is about to be filed.</summary>
public sealed class FindDuplicates(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<FindDuplicates.Query, Results<Ok<Duplicates>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/duplicates");
        Group<TicketGroup>();
        Operation("Find tickets like one that is about to be filed",
            Duplicates.Description);
        RequiresCapability(Capability.TicketRead);
    }

    public sealed record Query
    {
        /// <summary>The code of a category of the second level.</summary>
        [FromQuery(Name = "category")] public string? Category { get; init; }

        /// <summary>Longitude in degrees.</summary>
        [FromQuery(Name = "lng")] public double? Lng { get; init; }

        /// <summary>Latitude in degrees.</summary>
        [FromQuery(Name = "lat")] public double? Lat { get; init; }

        /// <summary>The datum of lng and lat: wgs84 (default), gcj02 or bd09.</summary>
        [FromQuery(Name = "coordSys")] public string? CoordSys { get; init; }

        /// <summary>The description or its beginning, up to 500 characters.</summary>
        [FromQuery(Name = "text")] public string? Text { get; init; }

        /// <summary>The code of the grid; by default the caller's own level-3 grid.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Category).NotEmpty().MatchesWhole("^[0-9]{4}$");
                RuleFor(q => q.Lng).InclusiveBetween(-180, 180);
                RuleFor(q => q.Lat).InclusiveBetween(-90, 90);
                RuleFor(q => q.Lng).NotNull().When(q => q.Lat is not null || q.Text is null);
                RuleFor(q => q.Lat).NotNull().When(q => q.Lng is not null || q.Text is null);
                RuleFor(q => q.CoordSys).Must(code => code is null || Codes<GridGov.Geo.CoordSys>.All.Contains(code))
                    .WithErrorCode("unknown_code");
                RuleFor(q => q.Text).OptionalText(500)
                    .Must(text => text is null || TextRules.TryNormalise(text, out _)).WithErrorCode("invalid_value");
                RuleFor(q => q.Grid).Must(grid => grid is null || GridCode.IsCode(grid)).WithErrorCode("wrong_format");
            }
        }
    }

    public override Task<Results<Ok<Duplicates>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Duplicates>, ProblemHttpResult>>(async tx =>
        {
            var grid = query.Grid ?? TicketFiling.OwnUnitGrid(Actor);
            var datum = query.CoordSys is { } code ? Codes<GridGov.Geo.CoordSys>.Parse(code) : GridGov.Geo.CoordSys.Wgs84;
            var place = query is { Lng: { } lng, Lat: { } lat } ? Coordinates.ToWgs84(datum, lng, lat) : ((double Lng, double Lat)?)null;
            if (place is not null && grid is not null
                && envelopes.Check("/lng", grid, datum, query.Lng!.Value, query.Lat!.Value) is { } outside)
            {
                return outside;
            }
            return TypedResults.Ok(await Duplicates.Find(tx, Actor, new Duplicates.DuplicateCriteria(
                query.Category!, grid, place?.Lng, place?.Lat, query.Text, tx.Now)));
        }, ct);
}
