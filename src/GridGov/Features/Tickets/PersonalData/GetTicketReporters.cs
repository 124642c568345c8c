using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>The reporters of a ticket, masked: enough to see whether a reporter can be called back, and to recognise a caller.</summary>
public sealed class GetTicketReporters(Db db) : ApiEndpoint<ById, Results<Ok<Reporters>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/reporters");
        Group<TicketGroup>();
        Operation("Get a ticket's reporters, masked",
            "Names as 王*, telephone numbers as 138****1234 (of shorter numbers the last two digits or none). The reporters of tickets " +
            "that were merged into this one follow its own, marked by mergedFrom. `POST /v1/tickets/{id}/reporters/unmask` returns them " +
            "unmasked.");
        RequiresCapability(Capability.ReporterRead);
    }

    public override Task<Results<Ok<Reporters>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Reporters>, NotFound>>(async tx =>
        {
            if (await TicketRow.Find(tx, request.Id, Actor.ScopeOf(Capability.ReporterRead)) is null)
                return TypedResults.NotFound();
            var reporters = await Reporters.Load(tx, request.Id);
            return TypedResults.Ok(reporters with
            {
                Masked = true,
                Items = [.. reporters.Items.Select(Mask)],
            });
        }, ct);

    static Reporters.Reporter Mask(Reporters.Reporter reporter) =>
        reporter with { Name = Masking.MaskName(reporter.Name), Phone = Masking.MaskPhone(reporter.Phone) };
}
