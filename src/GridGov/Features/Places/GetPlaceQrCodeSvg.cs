using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boards;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>The QR code of a place as an SVG picture, to be printed for its wall.</summary>
public sealed class GetPlaceQrCodeSvg(Db db, PublicAddress address)
    : ApiEndpoint<ById, Results<FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/qr.svg");
        Group<PlaceGroup>();
        Operation("Get the QR code of a place as SVG",
            "It holds the public address of the deployment (the setting `GridGov:PublicAddress`, by default that of the request), " +
            "followed by the path of the public board of the place, and nothing else. The board opens if the place is public and the " +
            "board of its grid is published.");
        RequiresCapability(Capability.PlaceRead);
        ProducesType(BoardAddress.Svg);
    }

    public override Task<Results<FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<FileContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
            await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), request.Id) is { } place
                ? TypedResults.File(
                    BoardAddress.QrCode(address.Of(HttpContext.Request, BoardAddress.OfPlace(place.Id)), BoardAddress.Svg),
                    BoardAddress.Svg)
                : TypedResults.NotFound(), ct);
}
