using Dapper;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Groups;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Groups.Memberships;

/// <summary>The filters of the list of memberships. Values of one filter mean any of them; different filters must all hold.</summary>
public sealed record MembershipListQuery
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

    /// <summary>If true, the answer also has the exact number of entries in the whole list.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>The maximum number of entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>The cursor of the next page: next of the previous page.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
    [FromQuery(Name = "bom")] public bool? Bom { get; init; }

    /// <summary>CSV and xlsx only. zh-CN for headings and codes in Chinese words; en, or none, for those of this API.</summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    public sealed class Validator : AbstractValidator<MembershipListQuery>
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
            RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
            RuleFor(q => q.Lang).Language();
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
        if (Grid is { } grid)
            conditions.And("g.grid_code >= @grid AND g.grid_code < @gridEnd", ("grid", grid), ("gridEnd", GridCode.EndOfSubtree(grid)));
        if (Kind is { Length: > 0 })
            conditions.And($"g.kind IN {InList.Of(parameters, "kind", QueryValues.Codes<GroupKind>(Kind))}");
        if (Role is { Length: > 0 })
            conditions.And($"m.role IN {InList.Of(parameters, "role", QueryValues.Codes<MembershipRole>(Role))}");
        return GroupRow.IsWhole + conditions;
    }

    internal string Fingerprint() => string.Join('|',
        "memberships", Group, Grid, Values(Kind), Values(Role), Person, MemberGroup, Day);

    static string Values(string[]? values) => values is null ? "" : string.Join(',', values.Order(StringComparer.Ordinal));
}
