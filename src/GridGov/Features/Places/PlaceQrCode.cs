using GridGov.Domain.Boards;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>The QR code of a place, in any format.</summary>
static class PlaceQrCode
{
    public const string Description =
        "It holds the public address of the deployment (the setting `GridGov:PublicAddress`, by default that of the request), " +
        "followed by the path of the public board of the place, and nothing else. The board opens if the place is public and the " +
        "board of its grid is published.";

    /// <param name="addressOf">The public address of a path.</param>
    /// <param name="format">The media type.</param>
    public static Task<Results<FileContentHttpResult, NotFound, ProblemHttpResult>> Show(
        Db db, Actor actor, Id id, Func<string, string> addressOf, string format, CancellationToken ct) =>
        db.Read<Results<FileContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
            await PlaceRow.Find(tx, actor.ScopeOf(Capability.PlaceRead), id) is { } place
                ? TypedResults.File(BoardAddress.QrCode(addressOf(BoardAddress.OfPlace(place.Id)), format), format)
                : TypedResults.NotFound(), ct);
}
