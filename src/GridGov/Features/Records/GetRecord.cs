using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Records;

/// <summary>A record with its answers, note and photos.</summary>
public sealed class GetRecord(Db db) : ApiEndpoint<ById, Results<Ok<RecordDetails>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<RecordGroup>();
        Operation("Get a record",
            "One in a grid whose records the caller reads. Its ticket and its needs are shown with their status of now, as far as the " +
            "caller may read them. Of a record whose finding or need is a confidential ticket, others than its author and who may read " +
            "that ticket see neither place nor words nor photos, and only the day.");
        RequiresCapability(Capability.RecordRead);
    }

    public override Task<Results<Ok<RecordDetails>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<RecordDetails>, NotFound>>(async tx => await RecordRow.Find(tx, Actor, request.Id) is { } row
            ? TypedResults.Ok(await row.ShowDetails(tx, Actor))
            : TypedResults.NotFound(), ct);
}
