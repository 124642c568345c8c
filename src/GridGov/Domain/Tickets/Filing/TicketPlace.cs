using GridGov.Api;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Filing;

/// <summary>The place (场所) that a ticket is filed at or amended to be at.</summary>
static class TicketPlace
{
    /// <summary>The member of the event of filing. It tells where, so it is hidden as words are.</summary>
    public const string Member = "place";

    /// <returns>The place, null for none; or the refusal of one that is retired or outside what the caller may read.</returns>
    public static async Task<(PlaceRow? Place, ProblemHttpResult? Refusal)> Find(Tx tx, Actor actor, Id? id)
    {
        if (id is not { } given)
            return (null, null);
        if (await PlaceRow.Find(tx, actor.ScopeOf(Capability.PlaceRead), given) is not { } place)
            return (null, Problems.At("/placeId", "unknown-place"));
        return place.RetiredAt is null ? (place, null) : (null, Problems.At("/placeId", "place-retired", place.Name));
    }

    /// <summary>The location with the coordinates and the address of the place where none are given.</summary>
    public static FiledReport.Place? Complete(FiledReport.Place? given, PlaceRow place)
    {
        var address = given?.Address ?? (FreeText?)place.Address;
        return given?.Lng is not null ? given with { Address = address }
            : place.Lng is null && address is null ? null
            : new FiledReport.Place(place.Lng, place.Lat, CoordSys: null, address);
    }
}
