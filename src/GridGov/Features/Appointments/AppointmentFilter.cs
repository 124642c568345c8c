using Dapper;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

/// <summary>Which appointments: the filters of the list. All of them must hold.</summary>
public sealed record AppointmentFilter
{
    /// <summary>A person's id.</summary>
    [FromQuery(Name = "person")] public string? Person { get; init; }

    /// <summary>A grid, county or city: its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>A post.</summary>
    [FromQuery(Name = "post")] public string? Post { get; init; }

    /// <summary>A service role.</summary>
    [FromQuery(Name = "role")] public string? Role { get; init; }

    /// <summary>Held on this day, yyyy-MM-dd.</summary>
    [FromQuery(Name = "day")] public string? Day { get; init; }

    /// <summary>Also count the whole list, exactly.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>How many entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>Where to go on: next of the part before.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public sealed class Validator : AbstractValidator<AppointmentFilter>
    {
        public Validator()
        {
            RuleFor(f => f.Person).Id();
            RuleFor(f => f.Grid).GridCode();
            RuleFor(f => f.Post).OneOf(Codes<PostKind>.All);
            RuleFor(f => f.Role).Role();
            RuleFor(f => f.Day).Day();
            RuleFor(f => f.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
        }
    }

    /// <summary>The conditions as SQL on an appointment a, beginning with AND; their values go into the parameters.</summary>
    internal string Conditions(DynamicParameters parameters) => new SqlConditions(parameters)
        .AndIf(QueryValues.Id(Person), "a.person_id = @person", "person")
        .AndIf(Post, "a.post = @post", "post")
        .AndIf(Role, "a.role = @role", "role")
        .AndIf(QueryValues.Day(Day), "a.from_day <= @day AND (a.to_day IS NULL OR a.to_day > @day)", "day")
        .ToString();

    /// <summary>Everything that decides which appointments there are, for the cursor.</summary>
    internal string Fingerprint() => string.Join('|', "appointments", Person, Grid, Post, Role, Day);
}
