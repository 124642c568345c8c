using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Groups.Memberships;

/// <summary>Reads name and number of a member without an account unmasked, for a stated purpose.</summary>
public sealed class UnmaskMember(Db db)
    : ApiEndpoint<UnmaskMember.Input, Results<Ok<UnmaskMember.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/unmask");
        Group<MembershipsApiGroup>();
        Operation("Read a member unmasked",
            "Each reading leaves an audit entry with its purpose. Nothing of the answer is stored, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.GroupManage);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "member-not-masked", "member-anonymised");
        RequestExample("""{ "purpose": "通知参加奉献日活动" }""");
    }

    /// <summary>The purpose of the reading.</summary>
    /// <param name="Purpose">The purpose for the audit, 1 to 200 characters; it must not name anybody.</param>
    public sealed record Request(string Purpose)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Purpose).Text(200);
        }
    }

    /// <summary>A member without an account.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Phone">The telephone number, if it was given.</param>
    public sealed record Response(string Name, string? Phone);

    public sealed record Input(Id Id, [FromBody] Request Body);

    // An exclusive write, because audit entries form one chain.
    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await MembershipRow.Find(tx, Actor, input.Id) is not { } membership)
                return TypedResults.NotFound();
            if (GroupRules.CheckManager(Actor, membership.GridCode) is { } refused)
                return refused;
            if (membership.Encrypted is null)
                return Problems.Of("member-not-masked");
            if (membership.AnonymisedAt is not null)
                return Problems.Of("member-anonymised");
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_member", membership.GridCode)
            {
                SubjectKind = MembershipRow.Subject,
                Subject = input.Id.ToString(),
                Details = new { input.Body.Purpose },
            });
            var (name, phone) = (await MemberSecret.Decrypt(tx, membership.Id, membership.Encrypted)).Unmask();
            return TypedResults.Ok(new Response(name, phone));
        }, ct);
}
