using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Groups;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Groups;

/// <summary>The filters of the list of groups. Values of one filter mean any of them; different filters must all hold.</summary>
public sealed record GroupListQuery : ExportableListQuery
{
    /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>Only groups of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>The id of a group: only those that belong to it directly.</summary>
    [FromQuery(Name = "parent")] public string? Parent { get; init; }

    /// <summary>The id of a person: only groups of which they are a member today.</summary>
    [FromQuery(Name = "person")] public string? Person { get; init; }

    /// <summary>Only groups that the public board shows, or only others.</summary>
    [FromQuery(Name = "public")] public bool? Public { get; init; }

    /// <summary>The number of the group in another system.</summary>
    [FromQuery(Name = "externalNumber")] public string? ExternalNumber { get; init; }

    /// <summary>
    /// Words, up to 100 characters, each of which stands in the name. Case and full or half width make no difference.
    /// </summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>If true, groups that have ended are included.</summary>
    [FromQuery(Name = "ended")] public bool? Ended { get; init; }

    public new sealed class Validator : AbstractValidator<GroupListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.Kind).AnyOf(Codes<GroupKind>.All);
            RuleFor(q => q.Parent).Id();
            RuleFor(q => q.Person).Id();
            RuleFor(q => q.ExternalNumber).GroupNumber();
            RuleFor(q => q.Q).SearchText();
            Include(new ExportableListQuery.Validator());
        }
    }

    /// <summary>
    /// The condition on groups g, which begins with the caller's scope. A filter by what is not shown of a group that is only named
    /// leaves it out, because it would tell what it is asked for.
    /// </summary>
    internal string Where(DynamicParameters parameters, DateOnly today)
    {
        var asksMore = (Parent ?? Person ?? ExternalNumber) is not null || Public is not null;
        var conditions = new SqlConditions(parameters);
        if (Ended is not true)
            conditions.And("g.ended_at IS NULL");
        conditions.AndInGrid("g.grid_code", Grid);
        conditions.AndAnyOf("g.kind", "kind", QueryValues.Codes<GroupKind>(Kind));
        conditions.AndIf(QueryValues.Id(Parent), "g.parent_id = @parent", "parent");
        if (QueryValues.Id(Person) is { } person)
        {
            conditions.And($"""
                EXISTS (SELECT 1 FROM memberships m WHERE m.group_id = g.id AND m.person_id = @person AND {MembershipRow.IsOnDay})
                """, ("person", person), ("day", today));
        }
        if (Public is { } isPublic)
            conditions.And("g.public = @public", ("public", isPublic));
        conditions.AndIf(ExternalNumber, "g.external_number = @number", "number");
        conditions.AndWords("g.name", Q);
        return (asksMore ? GroupRow.IsWhole : GroupRow.IsWholeOrNamed) + conditions;
    }

    internal string Fingerprint() => string.Join('|',
        "groups", Grid, Kind is null ? "" : string.Join(',', Kind.Order(StringComparer.Ordinal)), Parent, Person, Public, ExternalNumber, Q,
        Ended);
}
