using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments.Reports;

/// <summary>The tickets counted in a number of a report, newest first.</summary>
public sealed class ListCounted(Db db) : ApiEndpoint<ListCounted.Input, Results<Ok<Page<CountedTicket>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/figures/{term}");
        Group<AssessmentGroup>();
        Operation("List what an assessment counts",
            "For the terms that count tickets. The posts of vacancy_rate are listed by listVacancies, the marks of resident_review by " +
            "listReviewMarks, needs, claims, meetings and points by listCountedNeeds, listCountedClaims, listCountedMeetings and " +
            "listCountedPoints. The counts of measures are also listed by listTickets, with more detail; the addresses in the report " +
            "lead there.");
        RequiresCapability(Capability.AssessmentRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The number of the term: numerator (default), denominator or complement.</summary>
        [FromQuery(Name = "part")] public string? Part { get; init; }

        /// <summary>Code of a compared grid; of a comparison only.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Part).Must(text => text is null || Codes<MeasurePart>.All.Contains(text)).WithErrorCode("unknown_code");
                RuleFor(q => q.Grid).Must(text => text is null || GridCode.IsCode(text)).WithErrorCode("wrong_format");
                Include(new ListQuery.Validator());
            }
        }
    }

    public sealed record Input(Id Id, string Term, [AsParameters] Query Query);

    public override Task<Results<Ok<Page<CountedTicket>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<CountedTicket>>, NotFound, ProblemHttpResult>>(async tx =>
            await AssessmentRow.Find(tx, Actor, input.Id) is { } row
            && AssessedTickets.Of(row, input.Term, input.Query.Part, input.Query.Grid) is
            { Term.Source: not (TermSource.Vacancies or TermSource.Marks or TermSource.Together) } behind
                ? TypedResults.Ok(await behind.Read(
                    tx, Actor, HttpContext, input.Query.Cursor, input.Query.Limit ?? Cursor.DefaultLimit, input.Query.Count is true))
                : TypedResults.NotFound(), ct);
}
