using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
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
    const int MaxMetres = 50_000;

    public override void Configure()
    {
        Get("/");
        Group<OffersApiGroup>();
        Operation("List offers", "Newest first, without withdrawn ones unless these are asked for.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query
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

        /// <summary>If true, the answer also has the exact number of entries in the whole list.</summary>
        [FromQuery(Name = "count")] public bool? Count { get; init; }

        /// <summary>The maximum number of entries, 1 to 200; 50 by default.</summary>
        [FromQuery(Name = "limit")] public int? Limit { get; init; }

        /// <summary>The cursor of the next page: next of the previous page.</summary>
        [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Kind).AnyOf(Codes<NeedKind>.All);
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Group).Id();
                RuleFor(q => q.Day).Day();
                RuleFor(q => q.Near).Format(text => ReadNear(text) is not null);
                RuleFor(q => q.Q).SearchText();
                RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
            }
        }

        static Circle? ReadNear(string text)
        {
            var parts = text.Split(',');
            var numbers = new double[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                if (!double.TryParse(parts[i], System.Globalization.CultureInfo.InvariantCulture, out numbers[i]))
                    return null;
            }
            return numbers is [var lng, var lat, var metres]
                && lng is >= -180 and <= 180 && lat is >= -90 and <= 90 && metres is > 0 and <= MaxMetres
                ? new Circle(lng, lat, metres)
                : null;
        }

        internal string Where(DynamicParameters parameters)
        {
            var conditions = new SqlConditions(parameters)
                .AndIf(QueryValues.Id(Group), "o.group_id = @group", "group")
                .AndIf(QueryValues.Day(Day), "o.from_day <= @day AND (o.to_day IS NULL OR o.to_day >= @day)", "day");
            if (Withdrawn is not true)
                conditions.And("o.withdrawn_at IS NULL");
            if (Kind is { Length: > 0 })
                conditions.And($"o.kind IN {InList.Of(parameters, "kind", Kind)}");
            if (Grid is { } grid)
                conditions.And("o.grid_code >= @grid AND o.grid_code < @gridEnd", ("grid", grid), ("gridEnd", GridCode.EndOfSubtree(grid)));
            if (Near is { } near && ReadNear(near) is { } circle)
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
            foreach (var (i, word) in TextRules.SearchWords(Q ?? "").Index())
            {
                conditions.And($"""
                    search_fold(o.title || ' ' || coalesce(o.description, '')) LIKE search_fold(@contains{i}) ESCAPE '\'
                    """, ($"contains{i}", TextRules.ContainsPattern(word)));
            }
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
