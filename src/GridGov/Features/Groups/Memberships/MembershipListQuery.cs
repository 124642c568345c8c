using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Groups;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Groups.Memberships;

/// <summary>The filters of the list of memberships. Values of one filter mean any of them; different filters must all hold.</summary>
public sealed record MembershipListQuery : ExportableListQuery
{
    /// <summary>The id of a group.</summary>
    [FromQuery(Name = "group")] public string? Group { get; init; }

    /// <summary>Code of a grid, county or city: memberships in the groups of its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>Only memberships in groups of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Only memberships with these roles.</summary>
    [FromQuery(Name = "role")] public string[]? Role { get; init; }

    /// <summary>The id of a person with an account.</summary>
    [FromQuery(Name = "person")] public string? Person { get; init; }

    /// <summary>The id of a group that is the member.</summary>
    [FromQuery(Name = "memberGroup")] public string? MemberGroup { get; init; }

    /// <summary>Only those that are held on this day, yyyy-MM-dd; without it all of them, past and future ones included.</summary>
    [FromQuery(Name = "day")] public string? Day { get; init; }

    public new sealed class Validator : AbstractValidator<MembershipListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Group).Id();
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.Kind).AnyOf(Codes<GroupKind>.All);
            RuleFor(q => q.Role).AnyOf(Codes<MembershipRole>.All);
            RuleFor(q => q.Person).Id();
            RuleFor(q => q.MemberGroup).Id();
            RuleFor(q => q.Day).Day();
            Include(new ExportableListQuery.Validator());
        }
    }

    /// <summary>The condition on memberships m of groups g, which begins with the caller's scope.</summary>
    internal string Where(DynamicParameters parameters)
    {
        var conditions = new SqlConditions(parameters)
            .AndIf(QueryValues.Id(Group), "m.group_id = @group", "group")
            .AndIf(QueryValues.Id(Person), "m.person_id = @person", "person")
            .AndIf(QueryValues.Id(MemberGroup), "m.member_group_id = @memberGroup", "memberGroup")
            .AndIf(QueryValues.Day(Day), MembershipRow.IsOnDay, "day");
        conditions.AndInGrid("g.grid_code", Grid);
        conditions.AndAnyOf("g.kind", "kind", QueryValues.Codes<GroupKind>(Kind));
        conditions.AndAnyOf("m.role", "role", QueryValues.Codes<MembershipRole>(Role));
        return GroupRow.IsWhole + conditions;
    }

    internal string Fingerprint() => string.Join('|',
        "memberships", Group, Grid, Values(Kind), Values(Role), Person, MemberGroup, Day);

    static string Values(string[]? values) => values is null ? "" : string.Join(',', values.Order(StringComparer.Ordinal));
}
