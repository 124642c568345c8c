using System.Globalization;
using CsvHelper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Audit;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Security;
using GridGov.Text.Tables;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.GoingOut;

/// <summary>The target places of a campaign that were not visited in a cycle: what coverage lacks to 100 %.</summary>
public sealed class ListUnvisitedPlaces(Db db) : ApiEndpoint<
    ListUnvisitedPlaces.Input, Results<Ok<Page<CountedPlace>>, FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/unvisited");
        Group<CampaignPlaceGroup>();
        Operation("List the places not visited in a cycle",
            "The complement of coverage_rate, in the order in which the places were entered. A visit whose outcome is absent leaves a " +
            "place in the list. With Accept: text/csv the whole list is sent.");
        RequiresCapability(Capability.RecordRead);
        ProducesType(FileBody.Csv);
        ProducesProblem(400, "invalid-cursor", "only-in-export");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The first day of the cycle, yyyy-MM-dd; by default the last cycle that has begun.</summary>
        [FromQuery(Name = "cycle")] public string? Cycle { get; init; }

        /// <summary>Code of a grid, county or city: only places in its subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>An earlier instant, RFC 3339, as of which the places are listed; now by default.</summary>
        [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

        /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
        [FromQuery(Name = "bom")] public bool? Bom { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Cycle).Day();
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.AsOf).Instant();
                Include(new ListQuery.Validator());
            }
        }
    }

    public sealed record Input(Id Id, [AsParameters] Query Query);

    public override async Task<Results<Ok<Page<CountedPlace>>, FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var answer = await Find(input, ct);
        if (answer.Result is FileContentHttpResult)
            await RecordInAudit(input, ct);
        return answer;
    }

    /// <summary>The entry belongs to the grid that was asked for, or to the one that keeps the caller's own record.</summary>
    Task RecordInAudit(Input input, CancellationToken ct) => db.Write(tx => AuditLog.Append(tx, new AuditEntry(
        AuditKind.Export, "unvisited_places_exported",
        input.Query.Grid is { } grid && Actor.ScopeOf(Capability.RecordRead).Covers(grid) ? grid : Actor.Grid)
    {
        SubjectKind = "campaign", Subject = input.Id.ToString(),
        Details = new { Format = FileBody.Csv },
    }), ct);

    Task<Results<Ok<Page<CountedPlace>>, FileContentHttpResult, NotFound, ProblemHttpResult>> Find(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<CountedPlace>>, FileContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (query, asCsv) = (input.Query, Negotiation.Choose(HttpContext) == FileBody.Csv);
            if (!asCsv && query.Bom is not null)
                return Problems.At("/bom", "only-in-export", "bom");
            var asOf = QueryValues.Instant(query.AsOf);
            AsOf.RefuseFuture(asOf, tx.Now);
            var scope = Actor.ScopeOf(Capability.RecordRead);
            if (await CampaignRow.Find(tx, Actor, input.Id) is not { } campaign)
                return TypedResults.NotFound();
            if (query.Grid is { } grid)
                scope = scope.Within(grid);
            var days = new Period(campaign.FromDay, campaign.ToDay.AddDays(1));
            var question = new CountQuery(await StatisticsScope.WithoutEverywhere(tx, scope), days)
            {
                Records = new RecordCriteria { Campaigns = [input.Id] }, AsOf = asOf,
            };
            var cycle = QueryValues.Day(query.Cycle) ?? await CampaignCycles.LastBegun(tx, input.Id, question);
            question = question with { Records = question.Records with { Cycles = [cycle] } };
            if (asCsv)
            {
                var all = await List(after: null, int.MaxValue, count: false);
                return await Csv(tx, all.Entries, asOf, query.Bom is true, $"{input.Id}-{cycle:yyyy-MM-dd}");
            }
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, $"unvisited {input.Id}|{query.Cycle}|{query.Grid}|{query.AsOf}");
            var page = await List(Cursor.Parse(fingerprint, query.Cursor), limit + 1, query.Count is true);
            var found = Cursor.CreatePage(HttpContext, fingerprint, limit, page.Entries, entry => entry.Key, page.Count);
            return TypedResults.Ok(new Page<CountedPlace>(await TargetList.Show(tx, found.Items, asOf), found.Next, found.Count));

            async Task<TargetList.Part> List(string? after, int rows, bool count) => cycle is null
                ? new TargetList.Part([], count ? 0 : null)
                : await TargetList.List(tx, Coverage, MeasurePart.Complement, question, after, rows, count);
        }, ct);

    static readonly TargetMeasure Coverage = (TargetMeasure)Measure.Find("coverage_rate")!;

    static async Task<FileContentHttpResult> Csv(
        Tx tx, List<TargetList.Entry> entries, Instant? asOf, bool byteOrderMark, string name)
    {
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(file, CsvCells.WriterOptions(byteOrderMark), leaveOpen: true))
        {
            Write("placeId", "placeName", "placeKind", "address", "gridCode", "gridName", "cycleFrom", "cycleLast", "lastVisitedOn");
            foreach (var place in await TargetList.Show(tx, entries, asOf))
            {
                Write(place.PlaceId.ToString(), place.PlaceName, place.PlaceKind.ToCode(), place.Address, place.GridCode, place.GridName,
                    Text(place.CycleFrom), Text(place.CycleLast), place.LastVisitedOn is { } day ? Text(day) : null);
            }

            void Write(params string?[] cells)
            {
                foreach (var cell in cells)
                    csv.WriteField(CsvCells.Defuse(cell));
                csv.EndRecord();
            }
        }
        return TypedResults.File(file.ToArray(), $"{FileBody.Csv}; charset=utf-8; header=present", $"unvisited-{name}.csv");
    }

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

public sealed class CampaignPlaceGroup() : ApiGroup("campaigns", "campaigns");
