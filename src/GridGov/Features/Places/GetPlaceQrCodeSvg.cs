using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boards;
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
            PlaceQrCode.Description);
        RequiresCapability(Capability.PlaceRead);
        ProducesType(BoardAddress.Svg);
    }

    public override Task<Results<FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        PlaceQrCode.Show(db, Actor, request.Id, place => address.Of(HttpContext.Request, place), BoardAddress.Svg, ct);
}
