using GridGov.Api;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Calendars;

/// <summary>Publishes or corrects a year of the national calendar (国务院放假安排).</summary>
public sealed class PutCalendar(Db db) : ApiEndpoint<PutCalendar.Input, Results<Ok<Calendar>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put(Calendar.YearRoute);
        Group<CalendarGroup>();
        Operation("Publish or correct a year of the calendar",
            "The body has all days of the year and replaces those before; an empty list makes the year unpublished again. Affected open " +
            "deadlines are recalculated in the background, each with an event in its ticket's history. Requires an administrator of the " +
            "whole deployment.");
        RequiresCapability(Capability.CalendarManage);
        ProducesProblem(400, "day-outside-year");
        ProducesProblem(403, "post-not-allowed");
        RequestExample("""
            {
              "days": [
                { "date": "2027-01-01", "kind": "holiday", "name": "元旦" },
                { "date": "2027-02-06", "kind": "holiday", "name": "春节" },
                { "date": "2027-02-20", "kind": "workday", "name": "春节" }
              ],
              "reason": "国办发明电〔2026〕7号"
            }
            """);
    }

    /// <summary>The days of a year.</summary>
    /// <param name="Days">All holidays and make-up working days of the year.</param>
    /// <param name="Reason">The reason or the number of the notice, up to 500 characters.</param>
    public sealed record Request(IReadOnlyList<Calendar.Day> Days, string? Reason = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Days).UniqueDates();
                RuleForEach(r => r.Days).SetValidator(new Calendar.Day.Validator());
                RuleFor(r => r.Reason).OptionalText(500);
            }
        }
    }

    public sealed record Input(int Year, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Calendar>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Calendar>, NotFound, ProblemHttpResult>>(async tx =>
            // The national calendar holds everywhere, so a post in some grids is not enough.
            Actor.PostsFor(Capability.CalendarManage, GridCode.Everywhere).FirstOrDefault() is { } post
                ? await Calendar.Write(tx, input.Year, GridCode.Everywhere, input.Body.Days, input.Version, Actor, post, input.Body.Reason)
                : Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CalendarManage)), ct);
}
