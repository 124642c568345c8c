using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Domain.Groups;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Groups.Memberships;

/// <summary>The memberships of a person, past ones included.</summary>
public sealed class ListPersonMemberships(Db db)
    : ApiEndpoint<ListPersonMemberships.Input, Results<Ok<Page<Membership>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/memberships");
        Group<PersonMembershipsApiGroup>();
        Operation("List a person's memberships",
            "Those in groups that the caller reads whole. The person must be one whose record the caller reads, or the caller.");
        RequiresCapability(Capability.GroupRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : PageQuery
    {
        /// <summary>Only those that are held on this day, yyyy-MM-dd; without it all of them, past and future ones included.</summary>
        [FromQuery(Name = "day")] public string? Day { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Day).Day();
                Include(new PageQuery.Validator());
            }
        }
    }

    public sealed record Input(Id Id, [AsParameters] Query Query);

    public override Task<Results<Ok<Page<Membership>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Membership>>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var isKnown = input.Id == Actor.Id
                || await tx.QuerySingle<Id?>(FindPerson, new { input.Id }, Actor.ScopeOf(Capability.PersonRead)) is not null;
            return isKnown
                ? TypedResults.Ok(await MembershipPages.Read(tx, HttpContext, Actor, new MembershipListQuery
                {
                    Person = input.Id.ToString(), Day = input.Query.Day, Limit = input.Query.Limit, Cursor = input.Query.Cursor,
                }))
                : TypedResults.NotFound();
        }, ct);

    const string FindPerson = "SELECT id FROM people WHERE id = @Id AND @scope(grid_code)";
}
