using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Domain.Boards.Circles;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Boards;

/// <summary>The courtyards without a service point within 15 minutes' walk, such as a clinic, counted by community.</summary>
public sealed class ListServiceGaps(Db db, CircleSettings settings)
    : ApiEndpoint<ListServiceGaps.Input, Results<Ok<CircleGaps>, FileContentHttpResult, ProblemHttpResult>>
{
    const int MaxShown = 1000;

    public override void Configure()
    {
        Get("/gaps");
        Group<CircleGroup>();
        Operation("List the gaps of the service circle",
            "Courtyards of the grid that have no service point, or none with the tag, within 15 minutes' walk. Service points of the " +
            "caller's grids and the public ones of others count. Courtyards without a position are counted apart. With Accept: text/csv " +
            "or xlsx the whole list of these courtyards is sent; that needs the capability `place_manage` in the grid and is recorded in " +
            "the audit.");
        RequiresCapability(Capability.PlaceRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "unknown-grid", "only-in-export", "not-in-export");
        ProducesProblem(403, "post-not-allowed");
    }

    public sealed record Query
    {
        /// <summary>The code of a grid, county or city.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>Only service points with this tag, such as 诊所; any by default.</summary>
        [FromQuery(Name = "tag")] public string? Tag { get; init; }

        /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
        [FromQuery(Name = "bom")] public bool? Bom { get; init; }

        /// <summary>CSV and xlsx only. zh-CN for headings in Chinese words; en, or none, for those of this API.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).NotEmpty().GridCode();
                RuleFor(q => q.Tag).OptionalText(40);
                RuleFor(q => q.Lang).Language();
            }
        }
    }

    public sealed record Input([AsParameters] Query Query);

    public override async Task<Results<Ok<CircleGaps>, FileContentHttpResult, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var (query, format) = (input.Query, Negotiation.Choose(HttpContext));
        var export = format is FileBody.Csv or FileBody.Xlsx;
        if (!export && (query.Bom is not null ? "bom" : query.Lang is not null ? "lang" : null) is { } parameter)
            return Problems.At("/" + parameter, "only-in-export", parameter);
        if (format == FileBody.Xlsx && query.Bom is not null)
            return Problems.At("/bom", "not-in-export", "bom");
        var (grid, scope) = (query.Grid!, Actor.ScopeOf(Capability.PlaceRead));
        var gaps = await db.Read(async tx => await tx.QuerySingle<string>(FindGrid, new { Code = grid }, scope) is null
            ? null
            : await GapReader.Read(tx, settings, grid, query.Tag, scope, export ? int.MaxValue : MaxShown), ct);
        if (gaps is null)
            return Problems.At("/grid", "unknown-grid", grid);
        if (!export)
            return TypedResults.Ok(gaps);
        if (!Actor.ScopeOf(Capability.PlaceManage).Covers(grid))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PlaceManage));
        await RecordInAudit(grid, format!, ct);
        return await GapExport.Write(gaps, format!, Languages.IsChinese(query.Lang), query.Bom is true, ct);
    }

    Task RecordInAudit(string grid, string format, CancellationToken ct) => db.Write(tx => AuditLog.Append(
        tx, new AuditEntry(AuditKind.Export, "service_gaps_exported", grid)
        {
            SubjectKind = "grid", Subject = grid, Details = new { Format = format },
        }), ct);

    const string FindGrid = "SELECT name FROM grids WHERE code = @Code AND @scope(code)";
}
