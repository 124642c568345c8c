using GridGov.Api;

namespace GridGov.Features.Tickets;

/// <summary>Tickets (案卷): filing, reading, and the actions of the lifecycle.</summary>
public sealed class TicketGroup() : ApiGroup("tickets", "tickets");
