using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boards;
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
            PlaceQrCode.Description);
        RequiresCapability(Capability.PlaceRead);
        ProducesType(BoardAddress.Png);
    }

    public override Task<Results<FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        PlaceQrCode.Show(db, Actor, request.Id, place => address.Of(HttpContext.Request, place), BoardAddress.Png, ct);
}
