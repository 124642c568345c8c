using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.PublicReports.Held;

/// <summary>Files a held report as a ticket; its clocks begin now.</summary>
public sealed class ReleaseHeldReport(PublicReportSettings settings, CityEnvelopes envelopes, FileStore store, Db db)
    : ApiEndpoint<ChangeWithOptionalBody<ReleaseHeldReport.Request>, Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/release");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Release a held report", "It becomes a ticket of its grid, or of another one when its own was retired meanwhile.");
        RequiresCapability(Capability.TicketAccept);
        ProducesProblem(400, "grid-outside-scope", "grid-retired", "not-a-grid", "category-retired", "category-moved", "category-not-leaf");
        ProducesProblem(409, "report-not-held");
        RequestExample("""{}""");
    }

    /// <summary>Where it goes.</summary>
    /// <param name="Grid">The code of a grid; by default the one that it was routed to.</param>
    public sealed record Request(string? Grid = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Grid).MatchesWhole("^[0-9]{9,15}$");
        }
    }

    // An exclusive write, because two may attach the same photo.
    public override Task<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (row, post, refusal) = await OfficeReport.FindHeld(tx, Actor, request.Id, request.Version);
            if (row is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var grid = request.Body?.Grid ?? row.GridCode;
            if (!Actor.ScopeOf(Capability.TicketAccept).Covers(grid))
                return Problems.At("/grid", "grid-outside-scope", grid);
            var held = (await row.OpenSecret(tx)).Report!;
            var at = held.Place is { } place ? await PublicReportFiling.FindPlace(tx, Id.Parse(place, provider: null)) : null;
            var report = held.ToReport(row.Category) with { Unverified = settings.RequireVerification };
            var photos = await HeldPhotos.Release(tx, row.Id);
            var (ticket, notFiled) = await PublicReportFiling.File(tx, store, envelopes, report, grid, at, photos);
            if (ticket is null)
                return notFiled!;
            foreach (var added in held.Added ?? [])
                await PublicReportFiling.Comment(tx, ticket, new FreeText(added));
            row = await (row with
            {
                Status = PublicReportStatus.Filed,
                GridCode = grid,
                TicketId = ticket.Id,
                ExpiresAt = null,
                DecidedBy = Actor.Id,
                DecidedAt = tx.Now,
            }).Save(tx, PublicReportSecret.New(), "release", Actor, post!.Kind);
            return row is null ? Problems.StaleVersion() : TypedResults.Ok(OfficeReport.Of(row));
        }, ct);
}
