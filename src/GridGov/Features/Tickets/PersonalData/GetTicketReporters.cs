using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>The reporters of a ticket, masked: enough to see whether a reporter can be called back, and to recognise a caller.</summary>
public sealed class GetTicketReporters(Db db) : ApiEndpoint<ById, Results<Ok<Reporters>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/reporters");
        Group<TicketGroup>();
        Operation("Get a ticket's reporters, masked",
            "Names as 王*, telephone numbers as 138****1234 (of shorter numbers the last two digits or none). The reporters of tickets " +
            "that were merged into this one follow its own, marked by mergedFrom; a part has those of its whole. " +
            "`POST /v1/tickets/{id}/reporters/unmask` returns them unmasked. By `ticket_contact` alone, the handler of a ticket " +
            "reads them while it is in hand and not " +
            "confidential.");
        RequiresCapability(Capability.ReporterRead, or: Capability.TicketContact);
        ProducesProblem(403, "not-the-handler");
    }

    public override Task<Results<Ok<Reporters>, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Reporters>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (access, refusal) = await ReporterAccess.Find(tx, Actor, request.Id, Capability.ReporterRead);
            if (access is null)
                return refusal is null ? TypedResults.NotFound() : refusal;
            var reporters = await access.Load(tx);
            return TypedResults.Ok(reporters with
            {
                Masked = true,
                Items = [.. reporters.Items.Select(Mask)],
            });
        }, ct);

    static Reporters.Reporter Mask(Reporters.Reporter reporter) =>
        reporter with { Name = Masking.MaskName(reporter.Name), Phone = Masking.MaskPhone(reporter.Phone) };
}
