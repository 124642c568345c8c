using GridGov.Domain.Sync;
using GridGov.Features.Appointments;
using GridGov.Features.Calendars;
using GridGov.Features.Campaigns;
using GridGov.Features.Categories;
using GridGov.Features.Grids;
using GridGov.Features.Groups;
using GridGov.Features.Notifications;
using GridGov.Features.People;
using GridGov.Features.Places;
using GridGov.Features.Records;
using GridGov.Features.Rounds;
using GridGov.Features.Tickets.Reading;
using GridGov.Features.Zones;

namespace GridGov.Host;

/// <summary>The list of all kinds that phones keep copies of, in the order in which a first copy has them.</summary>
static class SyncRegistration
{
    public static readonly SyncKinds Kinds = new(
        [
            new CategorySync(),
            new CalendarSync(),
            new WorkingHoursSync(),
            new GridSync(),
            new BoundarySync(),
            new PersonSync(),
            new AppointmentSync(),
            new ZoneSync(),
            new PlaceSync(),
            new GroupSync(),
            new CampaignSync(),
            new TicketSync(),
            new RoundSync(),
            new RecordSync(),
        ],
        ListMyNotifications.ListNewest);
}
