using GridGov.Api;

namespace GridGov.Features.Offers;

/// <summary>Offers (资源) of venues, information, talents, services and goods, and the needs that they match.</summary>
public sealed class OffersApiGroup() : ApiGroup("offers", "offers");
