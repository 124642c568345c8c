using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

public sealed record AppointmentFilter : ListQuery
{
    /// <summary>A person's id.</summary>
    [FromQuery(Name = "person")] public string? Person { get; init; }

    /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The code of a post.</summary>
    [FromQuery(Name = "post")] public string? Post { get; init; }

    /// <summary>The code of a service role.</summary>
    [FromQuery(Name = "role")] public string? Role { get; init; }

    /// <summary>Only appointments for this day, yyyy-MM-dd, whether effective or pending.</summary>
    [FromQuery(Name = "day")] public string? Day { get; init; }

    /// <summary>Only appointments of this status.</summary>
    [FromQuery(Name = "status")] public string? Status { get; init; }

    public new sealed class Validator : AbstractValidator<AppointmentFilter>
    {
        public Validator()
        {
            RuleFor(f => f.Person).Id();
            RuleFor(f => f.Grid).GridCode();
            RuleFor(f => f.Post).OneOf(Codes<PostKind>.All);
            RuleFor(f => f.Role).Role();
            RuleFor(f => f.Day).Day();
            RuleFor(f => f.Status).OneOf(Codes<AppointmentStatus>.All);
            Include(new ListQuery.Validator());
        }
    }

    internal string Conditions(DynamicParameters parameters) => new SqlConditions(parameters)
        .AndIf(QueryValues.Id(Person), "a.person_id = @person", "person")
        .AndIf(Post, "a.post = @post", "post")
        .AndIf(Role, "a.role = @role", "role")
        .AndIf(QueryValues.Day(Day),
            "a.from_day <= @day AND (a.to_day IS NULL OR a.to_day > @day) AND a.status <> 'refused'", "day")
        .AndIf(Status, "a.status = @status", "status")
        .ToString();

    internal string Fingerprint() => string.Join('|', "appointments", Person, Grid, Post, Role, Day, Status);
}
