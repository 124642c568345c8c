using GridGov.Api;

namespace GridGov.Features.Tickets;

public sealed class OwnWorkGroup() : ApiGroup("me", "me");
