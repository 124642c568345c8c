using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Campaigns;

/// <summary>What is due today at the doors of the caller's grids.</summary>
public sealed class ListDueVisits(Db db) : ApiEndpoint<ListDueVisits.Query, Results<Ok<Page<DueVisit>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/due");
        Group<CampaignGroup>();
        Operation("List what is due at my doors today",
            "The places in the grids where the caller goes out that a running campaign wants visited and that have no valid record in " +
            "its present cycle, and those whose own rule (visitEveryDays) has passed; each place once, with all that is due there. A record " +
            "with the outcome `absent` is no visit. By grid, and within a grid nearest first where `near` is given.");
        RequiresCapability(Capability.RecordWrite);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>Code of a grid, county or city: only places in its subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The id of a campaign: only what is due in it.</summary>
        [FromQuery(Name = "campaign")] public string? Campaign { get; init; }

        /// <summary>A position, lng,lat in WGS84, from which the places of a grid are ordered.</summary>
        [FromQuery(Name = "near")] public string? Near { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Campaign).Id();
                RuleFor(q => q.Near).Format(text => PositionOf(text) is not null);
                Include(new ListQuery.Validator());
            }
        }

        internal static (double Lng, double Lat)? PositionOf(string? text) => text?.Split(',') is [var one, var other]
            && double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out var lng) && lng is >= -180 and <= 180
            && double.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out var lat) && lat is >= -90 and <= 90
            ? (lng, lat)
            : null;
    }

    public override Task<Results<Ok<Page<DueVisit>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<DueVisit>>, ProblemHttpResult>>(async tx =>
        {
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var fingerprint = $"due {query.Grid}|{query.Campaign}|{query.Near}|{tx.Today:O}";
            var after = DueVisits.Key.Parse(Cursor.Parse(fingerprint, query.Cursor));
            var due = await DueVisits.Load(tx, Actor, query.Grid, QueryValues.Id(query.Campaign));
            var visits = await due.List(tx, Query.PositionOf(query.Near), after, limit + 1);
            long? count = query.Count is true ? await due.Count(tx) : null;
            var page = Cursor.CreatePage(HttpContext, fingerprint, limit, visits, each => each.Key.ToString(), count);
            return TypedResults.Ok(new Page<DueVisit>([.. page.Items.Select(each => each.Visit)], page.Next, page.Count));
        }, ct);
}
