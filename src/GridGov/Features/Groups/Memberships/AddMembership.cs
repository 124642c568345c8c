using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Groups.Memberships;

/// <summary>Adds a member to a group, from a day on.</summary>
public sealed class AddMembership(Db db)
    : ApiEndpoint<AddMembership.Input, Results<Created<Membership>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/memberships");
        Group<GroupsApiGroup>();
        Operation("Add a member to a group",
            "A person with an account by personId, one without by person, or a group by memberGroupId. Leader and liaison with an " +
            "account act for the group from that day on: they read it with its members, its needs and what is published in its grid, " +
            "hold its meetings, and see nothing of tickets. The name and number of a person without an account are stored encrypted " +
            "and shown masked.");
        RequiresCapability(Capability.GroupManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-person", "unknown-group", "role-not-for-groups");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "group-ended", "person-disabled", "member-already", "membership-cycle");
        RequestExample("""{ "personId": "01K4V6J0Q8Z3R", "role": "liaison", "from": "2026-12-01" }""");
    }

    /// <summary>A new member: exactly one of personId, memberGroupId and person.</summary>
    /// <param name="Role">What the member is in the group. A group is a `member`.</param>
    /// <param name="PersonId">The id of a person with an account.</param>
    /// <param name="MemberGroupId">The id of a group.</param>
    /// <param name="Person">A person without an account.</param>
    /// <param name="From">The first day, yyyy-MM-dd, past or future; today by default.</param>
    /// <param name="To">The first day after, yyyy-MM-dd; open by default.</param>
    public sealed record Request(
        MembershipRole Role, Id? PersonId = null, Id? MemberGroupId = null, Outsider? Person = null, DateOnly? From = null,
        DateOnly? To = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            static readonly DateOnly Earliest = new(1900, 1, 1);

            public Validator()
            {
                RuleFor(r => r.PersonId).Must((r, _) => CountMembers(r) == 1).WithErrorCode("required")
                    .WithMessage("成员须为有账号的人员、无账号的人员或组织之一，且只填一项。",
                        "The member is exactly one of personId, memberGroupId and person.");
                RuleFor(r => r.Person!).SetValidator(new Outsider.Validator()).When(r => r.Person is not null);
                RuleFor(r => r.From).GreaterThanOrEqualTo(Earliest);
            }

            static int CountMembers(Request r) =>
                (r.PersonId is null ? 0 : 1) + (r.MemberGroupId is null ? 0 : 1) + (r.Person is null ? 0 : 1);
        }
    }

    /// <summary>A person without an account.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Phone">The telephone number, at most 32 characters.</param>
    public sealed record Outsider(FreeText Name, FreeText? Phone = null)
    {
        public sealed class Validator : AbstractValidator<Outsider>
        {
            public Validator()
            {
                RuleFor(p => p.Name).Text(100);
                RuleFor(p => p.Phone).Phone();
            }
        }
    }

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Created<Membership>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Created<Membership>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await GroupRow.Find(tx, Actor, input.Id) is not { } group)
                return TypedResults.NotFound();
            if (GroupRules.CheckManager(Actor, group.GridCode) is { } refused)
                return refused;
            var body = input.Body;
            var from = body.From ?? tx.Today;
            if (body.To <= from)
                return Problems.Invalid("/to", "out_of_range", new("须晚于加入日期。", "It must lie after the first day."));
            var made = new NewMembership(group, body.Role, from, body.To)
            {
                PersonId = body.PersonId,
                MemberGroupId = body.MemberGroupId,
                Secret = body.Person is { } person ? MemberSecret.Of(person.Name, person.Phone) : null,
            };
            return await made.Make(tx, Actor, new KnownMembers(tx)) switch
            {
                (_, { } refusal) => refusal.ToProblem(),
                var (row, _) => TypedResults.Created($"/v1/memberships/{row!.Id}", await row.ToMembership(tx)),
            };
        }, ct);
}
