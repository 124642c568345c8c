using GridGov.Api;
using GridGov.Domain.PublicReports;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports;

/// <summary>Shows what became of a public report to who has its receipt and the secret.</summary>
public sealed class GetPublicReportByReceipt(PublicAccess access, PublicReportSettings settings, Db db)
    : ApiEndpoint<GetPublicReportByReceipt.Input, Results<Ok<PublicReport>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/reports/{receipt}");
        Group<PublicReportsApiGroup>();
        Operation("See what became of a report",
            "The steps in words for the public. A wrong receipt and a wrong secret are the same answer, and only so many are taken.");
        AllowAnonymous();
        ContainsSecret();
        ProducesProblem(404, "public-reports-off");
    }

    /// <param name="Receipt">The receipt's number, with or without its hyphen.</param>
    /// <param name="Secret">The receipt's secret.</param>
    public sealed record Input(string Receipt, [FromHeader(Name = Domain.PublicReports.Receipt.SecretHeader)] string? Secret);

    public override async Task<Results<Ok<PublicReport>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (access.CheckOn() is { } off)
            return off;
        return await db.Read<Results<Ok<PublicReport>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (row, refusal) = await access.Find(tx, HttpContext, input.Receipt, input.Secret);
            if (row is null)
                return refusal is null ? TypedResults.NotFound() : refusal;
            return TypedResults.Ok(await PublicReport.Of(tx, row, await PublicTimeline.Load(tx, row), settings));
        }, ct);
    }
}
