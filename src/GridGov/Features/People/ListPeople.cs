using Dapper;
using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>The people who are kept in the caller's scope, in the order in which they were added.</summary>
public sealed class ListPeople(Db db) : ApiEndpoint<PersonFilter, Results<Ok<Page<Person>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<PeopleGroup>();
        Operation("List people", "Only callers who manage people in a person's grid see the phone; for others it is null.");
        RequiresCapability(Capability.PersonRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public override Task<Results<Ok<Page<Person>>, ProblemHttpResult>> ExecuteAsync(PersonFilter filter, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Person>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.PersonRead);
            if (filter.Grid is not null)
                scope = scope.Within(filter.Grid);
            var parameters = new DynamicParameters();
            var where = "@scope(p.grid_code)" + filter.Conditions(parameters, tx.Today);

            var limit = filter.Limit ?? Cursor.DefaultLimit;
            var fingerprint = filter.Fingerprint();
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, filter.Cursor), out var last) ? last.Value : 0);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<PersonRow>(
                $"{PersonRow.Select} WHERE {where} AND p.id > @last ORDER BY p.id LIMIT @rows", parameters, scope);
            long? count = filter.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM people p WHERE {where}", parameters, scope)
                : null;
            List<Person> people = [];
            foreach (var row in rows)
                people.Add(await row.ToPerson(tx, Actor));
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, people, person => person.Id.ToString(), count));
        }, ct);
}
