using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Needs;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Needs;

/// <summary>The three lists (三单) of a grid in a period.</summary>
public sealed class GetThreeLists(Db db)
    : ApiEndpoint<GetThreeLists.Query, Results<Ok<ThreeLists>, WorkbookExport>>
{
    public override void Configure()
    {
        Get("/three-lists");
        Group<NeedsApiGroup>();
        Operation("Get the three lists: needs, offers and projects",
            "As far as the caller reads them, oldest first and complete: they are streamed. As one workbook with three sheets with " +
            "Accept: xlsx, in Chinese or English by lang or Accept-Language. Each reading is recorded in the audit.");
        RequiresCapability(Capability.NeedRead);
        ProducesType(FileBody.Xlsx);
    }

    public sealed record Query
    {
        /// <summary>Code of a grid, county or city, with its whole subtree; all that the caller reads if absent.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The first day, yyyy-MM-dd; all from the beginning if absent.</summary>
        [FromQuery(Name = "from")] public string? From { get; init; }

        /// <summary>The day after the last one, yyyy-MM-dd.</summary>
        [FromQuery(Name = "to")] public string? To { get; init; }

        /// <summary>The language of the workbook: zh-CN or en; by Accept-Language if absent.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.From).Day();
                RuleFor(q => q.To).DayAfter(q => q.From);
                RuleFor(q => q.Lang).Language();
            }
        }
    }

    public override async Task<Results<Ok<ThreeLists>, WorkbookExport>> ExecuteAsync(Query query, CancellationToken ct)
    {
        var reader = new ThreeListsReader(db, Actor, query);
        if (Negotiation.Choose(HttpContext) is not FileBody.Xlsx)
        {
            await ExportAudit.Record(db, Actor, "three_lists_exported", Need.Subject, reader.Grids, OfferedTypesMetadata.Json, ct);
            return TypedResults.Ok(reader.All());
        }
        var chinese = HtmlPage.InChinese(query.Lang);
        Languages.Set(HttpContext, chinese);
        return new WorkbookExport("three-lists", chinese, Actor, reader.Tables());
    }
}
