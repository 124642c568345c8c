using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Needs;

/// <summary>Reads whom to ask about a need, for a stated purpose.</summary>
public sealed class UnmaskNeedContact(Db db)
    : ApiEndpoint<UnmaskNeedContact.Input, Results<Ok<UnmaskNeedContact.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/contact/unmask");
        Group<NeedsApiGroup>();
        Operation("Read the contact of a need",
            "For who publishes in its grid, submitted it, acts for its group, or serves it by a claim that goes on. Each reading leaves " +
            "an audit entry with its purpose. Nothing of the answer is stored, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.NeedRead);
        ContainsSecret();
        ProducesProblem(403, "not-for-this-need");
        ProducesProblem(409, "no-contact");
        RequestExample("""{ "purpose": "约定上门时间" }""");
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

    /// <summary>Whom to ask.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Phone">The telephone number.</param>
    public sealed record Response(string? Name, string? Phone);

    public sealed record Input(Id Id, [FromBody] Request Body);

    // An exclusive write, because audit entries form one chain.
    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await NeedRow.Find(tx, Actor, input.Id) is not { } need)
                return TypedResults.NotFound();
            if (!await NeedView.MayKnowContact(tx, Actor, need))
                return Problems.Of("not-for-this-need");
            if (need.Contact is not { } encrypted)
                return Problems.Of("no-contact");
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_need_contact", need.GridCode)
            {
                SubjectKind = Need.Subject,
                Subject = input.Id.ToString(),
                Details = new { input.Body.Purpose },
            });
            var contact = await NeedContact.Decrypt(tx, need.Id, encrypted);
            return TypedResults.Ok(new Response(
                contact.Name?.MaskedIf(confidential: false), contact.Phone?.MaskedIf(confidential: false)));
        }, ct);
}
