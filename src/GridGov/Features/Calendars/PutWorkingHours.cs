using GridGov.Api;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Calendars;

/// <summary>Sets the working hours of a grid and everything below it, or of the deployment, by season if need be (作息时间).</summary>
public sealed class PutWorkingHours(Db db) : ApiEndpoint<PutWorkingHours.Input, Results<Ok<GridHours>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put("/{grid}");
        Group<WorkingHoursGroup>();
        Operation("Set the working hours of a grid",
            "The body has all rules of the grid and replaces those before; * is the whole deployment and requires its administrator. A " +
            "working day of a limit is the hours of a day, whatever they are. Open deadlines below the grid are recalculated in the " +
            "background, each with an event in its ticket's history; closed tickets and ended stages stay as they were judged.");
        RequiresCapability(Capability.CalendarManage);
        ProducesProblem(403, "post-not-allowed");
        RequestExample("""
            {
              "rules": [
                { "hours": ["08:30-12:00", "14:00-17:30"] },
                { "hours": ["08:30-12:00", "15:00-18:30"], "seasonFrom": "06-01", "seasonTo": "08-31" }
              ],
              "reason": "夏季作息时间通知"
            }
            """);
    }

    /// <summary>The working hours of a grid.</summary>
    /// <param name="Rules">All rules of the grid, at most 20, no two for the same season from the same day.</param>
    /// <param name="Reason">The reason or the number of the notice, up to 500 characters.</param>
    public sealed record Request(IReadOnlyList<GridHours.Rule> Rules, string? Reason = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Rules).Cascade(CascadeMode.Stop)
                    .Must(rules => rules.Count <= 20).WithErrorCode("too_many")
                    .Must(rules => rules.All(rule => rule is not null)).WithErrorCode("required")
                    .Must(rules => rules.Select(rule => rule.Key).Distinct().Count() == rules.Count).WithErrorCode("duplicate");
                RuleForEach(r => r.Rules).SetValidator(new GridHours.Rule.Validator());
                RuleFor(r => r.Reason).OptionalText(500);
            }
        }
    }

    public sealed record Input(string Grid, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<GridHours>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => GridHours.Write(tx, Actor, input.Grid, input.Body.Rules, input.Version, input.Body.Reason), ct);
}
