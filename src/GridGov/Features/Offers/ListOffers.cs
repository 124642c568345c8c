using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Offers;

/// <summary>The offers that the caller may read, newest first.</summary>
public sealed class ListOffers(Db db) : ApiEndpoint<ListOffers.Query, Results<Ok<Page<Offer>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<OffersApiGroup>();
        Operation("List offers", "Newest first, without withdrawn ones unless these are asked for.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>Only offers of these kinds.</summary>
        [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

        /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The id of the group that offers them.</summary>
        [FromQuery(Name = "group")] public string? Group { get; init; }

        /// <summary>Only offers that can be had on this day, yyyy-MM-dd.</summary>
        [FromQuery(Name = "day")] public string? Day { get; init; }

        /// <summary>lng,lat,metres in WGS84: offers whose place lies within this distance, up to 50,000 metres; households never.</summary>
        [FromQuery(Name = "near")] public string? Near { get; init; }

        /// <summary>Words, up to 100 characters, each of which stands in the title or the description.</summary>
        [FromQuery(Name = "q")] public string? Q { get; init; }

        /// <summary>If true, withdrawn offers are included.</summary>
        [FromQuery(Name = "withdrawn")] public bool? Withdrawn { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Kind).AnyOf(Codes<NeedKind>.All);
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Group).Id();
                RuleFor(q => q.Day).Day();
                RuleFor(q => q.Near).Format(text => PlaceFilters.ReadNear(text) is not null);
                RuleFor(q => q.Q).SearchText();
                Include(new ListQuery.Validator());
            }
        }

        internal string Where(DynamicParameters parameters)
        {
            var conditions = new SqlConditions(parameters)
                .AndIf(QueryValues.Id(Group), "o.group_id = @group", "group")
                .AndIf(QueryValues.Day(Day), "o.from_day <= @day AND (o.to_day IS NULL OR o.to_day >= @day)", "day");
            if (Withdrawn is not true)
                conditions.And("o.withdrawn_at IS NULL");
            conditions.AndAnyOf("o.kind", "kind", Kind);
            conditions.AndInGrid("o.grid_code", Grid);
            if (Near is { } near && PlaceFilters.ReadNear(near) is { } circle)
            {
                // The distance would tell where a household is to who does not see it.
                conditions.And("""
                    EXISTS (SELECT 1 FROM places x
                             WHERE x.id = o.place_id AND x.kind <> 'household'
                               AND ((x.lng - @nearLng) * @metresPerLng * (x.lng - @nearLng) * @metresPerLng
                                    + (x.lat - @nearLat) * @metresPerLat * (x.lat - @nearLat) * @metresPerLat) <= @metresSquared)
                    """,
                    ("nearLng", circle.Lng), ("nearLat", circle.Lat), ("metresPerLng", GeoCells.MetresPerLng(circle.Lat)),
                    ("metresPerLat", GeoCells.MetresPerDegree), ("metresSquared", circle.Metres * circle.Metres));
            }
            conditions.AndWords("o.title || ' ' || coalesce(o.description, '')", Q);
            return OfferRow.InScope + conditions;
        }

        internal string Fingerprint() => string.Join('|', "offers", string.Join(',', Kind ?? []), Grid, Group, Day, Near, Q, Withdrawn);
    }

    public override Task<Results<Ok<Page<Offer>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Offer>>, ProblemHttpResult>>(async tx =>
        {
            var (scope, parameters) = (Actor.ScopeOf(Capability.NeedRead), new DynamicParameters());
            var where = query.Where(parameters);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM offers o WHERE {where}", parameters, scope)
                : null;
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query(
                $"{OfferRow.Select} WHERE {where} AND o.id < @last ORDER BY o.id DESC LIMIT @rows", OfferRow.Read, parameters, scope);
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(offer => offer.Show(Actor)), item => item.Id.ToString(), count));
        }, ct);
}
