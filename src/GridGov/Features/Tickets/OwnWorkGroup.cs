using GridGov.Platform.Http;

namespace GridGov.Features.Tickets;

public sealed class OwnWorkGroup() : ApiGroup("me", "me");
