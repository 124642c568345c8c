using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Needs;

/// <summary>The filters of the list of needs. Values of one filter mean any of them; different filters must all hold.</summary>
public sealed record NeedListQuery : ExportableListQuery
{
    /// <summary>Only needs with these statuses.</summary>
    [FromQuery(Name = "status")] public string[]? Status { get; init; }

    /// <summary>Only closed needs that were closed so.</summary>
    [FromQuery(Name = "closing")] public string[]? Closing { get; init; }

    /// <summary>Only needs of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The id of the group whose needs they are.</summary>
    [FromQuery(Name = "group")] public string? Group { get; init; }

    /// <summary>The id of a place; needs of which the caller does not see the place are left out.</summary>
    [FromQuery(Name = "place")] public string? Place { get; init; }

    /// <summary>If true, only needs that continue; if false, only others.</summary>
    [FromQuery(Name = "continuing")] public bool? Continuing { get; init; }

    /// <summary>If true, only needs with a claim that owes a record today.</summary>
    [FromQuery(Name = "owing")] public bool? Owing { get; init; }

    /// <summary>If true, only needs that the caller, or a group that the caller acts for, submitted or has claimed.</summary>
    [FromQuery(Name = "mine")] public bool? Mine { get; init; }

    /// <summary>Words, up to 100 characters, each of which stands in the title or the description.</summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>The first day, yyyy-MM-dd, on which they were submitted.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last one, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    public new sealed class Validator : AbstractValidator<NeedListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Status).AnyOf(Codes<NeedStatus>.All);
            RuleFor(q => q.Closing).AnyOf(Codes<NeedClosing>.All);
            RuleFor(q => q.Kind).AnyOf(Codes<NeedKind>.All);
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.Group).Id();
            RuleFor(q => q.Place).Id();
            RuleFor(q => q.Q).SearchText();
            RuleFor(q => q.From).Day();
            RuleFor(q => q.To).DayAfter(q => q.From);
            Include(new ExportableListQuery.Validator());
        }
    }

    /// <summary>The condition on needs n, which begins with the caller's scope.</summary>
    internal string Where(Tx tx, DynamicParameters parameters, Actor actor)
    {
        var conditions = new SqlConditions(parameters)
            .AndIf(QueryValues.Id(Group), "n.group_id = @group", "group")
            .AndIf(Continuing, "n.continuing = @continuing", "continuing");
        if (QueryValues.Day(From) is { } from)
            conditions.And("n.submitted_at >= @from", ("from", Days.Begin(from, tx.Zone)));
        if (QueryValues.Day(To) is { } to)
            conditions.And("n.submitted_at < @to", ("to", Days.Begin(to, tx.Zone)));
        conditions.AndAnyOf("n.status", "status", Status);
        conditions.AndAnyOf("n.closing", "closing", Closing);
        conditions.AndAnyOf("n.kind", "kind", Kind);
        conditions.AndInGrid("n.grid_code", Grid);
        if (QueryValues.Id(Place) is { } place)
            conditions.And($"n.place_id = @place AND {SeesPlace(parameters, actor)}", ("place", place));
        if (Owing is { } owing)
        {
            conditions.And($"""
                {(owing ? "" : "NOT ")}EXISTS (
                    SELECT 1 FROM claims c WHERE c.need_id = n.id AND {ClaimLifecycle.IsOpenSql} AND c.owes_from <= @today)
                """, ("today", Days.Number(tx.Today)));
        }
        if (Mine is { } mine)
            conditions.And($"{(mine ? "" : "NOT ")}({IsMine(parameters, actor)})");
        conditions.AndWords("n.title || ' ' || coalesce(n.description, '')", Q);
        return NeedRow.InScope + conditions;
    }

    static string IsMine(DynamicParameters parameters, Actor actor)
    {
        parameters.Add("me", actor.Id);
        var group = actor.Representations is []
            ? ""
            : $"n.group_id IN {InList.Of(parameters, "mineGroup", actor.Representations.Select(each => each.Group).Distinct())} OR ";
        return $"{group}n.submitted_by = @me OR EXISTS ("
            + $"SELECT 1 FROM claims c WHERE c.need_id = n.id AND c.status <> 'released' AND {ClaimRow.IsOwn(actor, parameters)})";
    }

    /// <summary>Who sees a need only because it is published does not see that it is at a household.</summary>
    static string SeesPlace(DynamicParameters parameters, Actor actor)
    {
        var inside = new List<string> { $"({IsMine(parameters, actor)})" };
        foreach (var (i, root) in actor.Posts.Where(post => post.May(Capability.NeedRead)).Select(post => post.Grid).Distinct().Index())
        {
            parameters.Add($"inside{i}From", root == GridCode.Everywhere ? "" : root);
            parameters.Add($"inside{i}To", GridCode.EndOfSubtree(root));
            inside.Add($"(n.grid_code >= @inside{i}From AND n.grid_code < @inside{i}To)");
        }
        return $"({string.Join(" OR ", inside)} OR n.place_id IN (SELECT x.id FROM places x WHERE x.kind <> 'household'))";
    }

    internal string Fingerprint() => string.Join('|', "needs", string.Join(',', Status ?? []), string.Join(',', Closing ?? []),
        string.Join(',', Kind ?? []), Grid, Group, Place, Continuing, Owing, Mine, Q, From, To);
}
