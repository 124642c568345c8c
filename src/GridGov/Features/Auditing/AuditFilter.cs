using Dapper;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Data.Statements;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Auditing;

/// <summary>Which entries: the filters of the list. All of them must hold.</summary>
public sealed record AuditFilter
{
    /// <summary>What it is about.</summary>
    [FromQuery(Name = "kind")] public string? Kind { get; init; }

    /// <summary>What was done, or the code of the problem that was answered.</summary>
    [FromQuery(Name = "code")] public string? Code { get; init; }

    /// <summary>Whether it was done or refused.</summary>
    [FromQuery(Name = "outcome")] public string? Outcome { get; init; }

    /// <summary>The id of the person who asked.</summary>
    [FromQuery(Name = "actor")] public string? Actor { get; init; }

    /// <summary>The id or code of what it was about.</summary>
    [FromQuery(Name = "subject")] public string? Subject { get; init; }

    /// <summary>A grid, county or city: what belongs to its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>First day, yyyy-MM-dd.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>Also count the whole list, exactly.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>How many entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>Where to go on: next of the part before.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public sealed class Validator : AbstractValidator<AuditFilter>
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
            RuleFor(f => f.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
        }
    }

    /// <summary>The conditions as SQL on an entry a, beginning with AND; their values go into the parameters.</summary>
    internal string Conditions(DynamicParameters parameters) => new SqlConditions(parameters)
        .AndIf(Kind, "a.kind = @kind", "kind")
        .AndIf(Code, "a.code = @code", "code")
        .AndIf(Outcome, "a.outcome = @outcome", "outcome")
        .AndIf(QueryValues.Id(Actor), "a.actor_id = @actor", "actor")
        .AndIf(Subject, "a.subject = @subject", "subject")
        .AndIf(QueryValues.Day(From), "a.day >= @from", "from")
        .AndIf(QueryValues.Day(To), "a.day < @to", "to")
        .ToString();

    /// <summary>Everything that decides which entries there are, for the cursor.</summary>
    internal string Fingerprint() => string.Join('|', "audit", Kind, Code, Outcome, Actor, Subject, Grid, From, To);
}
