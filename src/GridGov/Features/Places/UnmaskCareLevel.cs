using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Places;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Places;

/// <summary>Reads how much care those behind a door need, for a stated purpose.</summary>
public sealed class UnmaskCareLevel(Db db)
    : ApiEndpoint<UnmaskCareLevel.Input, Results<Ok<UnmaskCareLevel.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/care-level/unmask");
        Group<PlaceGroup>();
        Operation("Read the care level of a place",
            "Each reading leaves an audit entry with its purpose. Nothing of the answer is stored, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.CareRead);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed");
        RequestExample("""{ "purpose": "今日入户走访" }""");
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

    /// <summary>The care level of a place.</summary>
    /// <param name="CareLevel">The level.</param>
    public sealed record Response(CareLevel CareLevel);

    public sealed record Input(Id Id, [FromBody] Request Body);

    // An exclusive write, because audit entries form one chain.
    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), input.Id) is not { } place)
                return TypedResults.NotFound();
            if (!Actor.ScopeOf(Capability.CareRead).Covers(place.GridCode))
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CareRead));
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_care_level", place.GridCode)
            {
                SubjectKind = PlaceRow.Subject,
                Subject = input.Id.ToString(),
                Details = new { input.Body.Purpose },
            });
            return TypedResults.Ok(new Response(await StoredCareLevel.Load(tx, place.Id)));
        }, ct);
}
