using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>The QR code of a place as a PNG picture, to be printed for its wall.</summary>
public sealed class GetPlaceQrCodePng(Db db, PublicAddress address)
    : ApiEndpoint<ById, Results<FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/qr.png");
        Group<PlaceGroup>();
        Operation("Get the QR code of a place as PNG",
            "It holds the public address of the deployment (the setting `GridGov:PublicAddress`, by default that of the request), " +
            "followed by `/board?place=` and the id of the place, and nothing else.");
        RequiresCapability(Capability.PlaceRead);
        ProducesType(PlaceQrCode.Png);
    }

    public override Task<Results<FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<FileContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
            await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), request.Id) is { } place
                ? TypedResults.File(
                    PlaceQrCode.Write(address.Of(HttpContext.Request, PlaceQrCode.PathOf(place.Id)), PlaceQrCode.Png), PlaceQrCode.Png)
                : TypedResults.NotFound(), ct);
}
