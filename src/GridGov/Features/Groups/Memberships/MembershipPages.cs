using Dapper;
using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Features.Groups.Memberships;

/// <summary>Reads the memberships of a list, by id.</summary>
static class MembershipPages
{
    public static async Task<Page<Membership>> Read(Tx tx, HttpContext http, Actor actor, MembershipListQuery query)
    {
        var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
        var last = Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var after) ? after : Id.None;
        var memberships = await List(tx, query, actor.ScopeOf(Capability.GroupRead), last, limit + 1);
        return Cursor.CreatePage(http, fingerprint, limit, memberships, each => each.Id.ToString(),
            query.Count is true ? await Count(tx, query, actor) : null);
    }

    public static async Task<List<Membership>> List(Tx tx, MembershipListQuery query, Scope scope, Id after, int rows)
    {
        var parameters = new DynamicParameters();
        var where = query.Where(parameters);
        parameters.Add("after", after);
        parameters.Add("rows", rows);
        var memberships = new List<Membership>();
        foreach (var row in await tx.Query(
            $"{MembershipRow.Select} WHERE {where} AND m.id > @after ORDER BY m.id LIMIT @rows", MembershipRow.Read, parameters, scope))
            memberships.Add(await row.ToMembership(tx));
        return memberships;
    }

    static Task<long> Count(Tx tx, MembershipListQuery query, Actor actor)
    {
        var parameters = new DynamicParameters();
        return tx.QuerySingle<long>(
            $"SELECT count(*) FROM memberships m JOIN groups g ON g.id = m.group_id WHERE {query.Where(parameters)}", parameters,
            actor.ScopeOf(Capability.GroupRead));
    }
}
