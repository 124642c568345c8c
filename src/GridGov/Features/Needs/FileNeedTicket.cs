using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Needs;

/// <summary>Makes a ticket of a need (转为案卷).</summary>
public sealed class FileNeedTicket(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<Change<FileNeedTicket.Request>, Results<Ok<Need>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/file-ticket");
        Group<NeedsApiGroup>();
        Operation("Make a ticket of a need",
            "In the need's grid and at its place, with its contact as the reporter. The need is closed, and claims that go on are " +
            "released. When the ticket is confidential, the need keeps neither words nor place nor contact, and the link to the ticket " +
            "shows only to whoever may read that.");
        RequiresCapability(Capability.NeedPublish);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-category", "category-retired", "category-moved", "category-not-leaf", "grid-outside-scope", "grid-retired",
            "not-a-grid");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "need-closed");
        RequestExample("""{ "category": "0302" }""");
    }

    /// <summary>The ticket.</summary>
    /// <param name="Category">The code of a category of the second level.</param>
    /// <param name="Description">The description, 1 to 4,000 characters; title and description of the need by default.</param>
    /// <param name="Urgency">The urgency; by default the category's.</param>
    public sealed record Request(string Category, FreeText? Description = null, Urgency? Urgency = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Category).MatchesWhole("^[0-9]{2,4}$");
                RuleFor(r => r.Description).OptionalText(4000);
            }
        }
    }

    public override Task<Results<Ok<Need>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Need>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (need, refusal) = await NeedChanges.Find(tx, Actor, request.Id, request.Version, NeedAction.FileTicket);
            if (need is null)
                return TypedResults.NotFound();
            var body = request.Body;
            return (refusal
                ?? await NeedFiling.File(tx, Actor, envelopes, need, body.Category, body.Description, body.Urgency)) is { } refused
                ? refused
                : TypedResults.Ok(await NeedView.Reload(tx, Actor, need.Id));
        }, ct);
}
