using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Audit;
using GridGov.Data.Statements;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Auditing;

public sealed record AuditFilter : ListQuery
{
    /// <summary>The kind of entry.</summary>
    [FromQuery(Name = "kind")] public string? Kind { get; init; }

    /// <summary>The code of the action, or of the problem with which a request was refused.</summary>
    [FromQuery(Name = "code")] public string? Code { get; init; }

    /// <summary>Whether the request was done or refused.</summary>
    [FromQuery(Name = "outcome")] public string? Outcome { get; init; }

    /// <summary>The id of the person who made the request.</summary>
    [FromQuery(Name = "actor")] public string? Actor { get; init; }

    /// <summary>The id or code of the subject.</summary>
    [FromQuery(Name = "subject")] public string? Subject { get; init; }

    /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The first day, yyyy-MM-dd.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    public new sealed class Validator : AbstractValidator<AuditFilter>
    {
        public Validator()
        {
            RuleFor(f => f.Kind).OneOf(Codes<AuditKind>.All);
            RuleFor(f => f.Code).Must(text => text is null or { Length: > 0 and <= 60 }).WithErrorCode("wrong_length");
            RuleFor(f => f.Outcome).OneOf(Codes<AuditOutcome>.All);
            RuleFor(f => f.Actor).Id();
            RuleFor(f => f.Subject).Must(text => text is null or { Length: > 0 and <= 40 }).WithErrorCode("wrong_length");
            RuleFor(f => f.Grid).GridCode();
            RuleFor(f => f.From).Day();
            RuleFor(f => f.To).DayAfter(f => f.From);
            Include(new ListQuery.Validator());
        }
    }

    internal string Conditions(DynamicParameters parameters) => new SqlConditions(parameters)
        .AndIf(Kind, "a.kind = @kind", "kind")
        .AndIf(Code, "a.code = @code", "code")
        .AndIf(Outcome, "a.outcome = @outcome", "outcome")
        .AndIf(QueryValues.Id(Actor), "a.actor_id = @actor", "actor")
        .AndIf(Subject, "a.subject = @subject", "subject")
        .AndIf(QueryValues.Day(From), "a.day >= @from", "from")
        .AndIf(QueryValues.Day(To), "a.day < @to", "to")
        .ToString();

    internal string Fingerprint() => string.Join('|', "audit", Kind, Code, Outcome, Actor, Subject, Grid, From, To);
}
