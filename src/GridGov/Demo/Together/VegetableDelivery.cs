using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Places;
using GridGov.Features.Records;

namespace GridGov.Demo.Together;

/// <summary>The delivery of vegetables to the courtyards (送菜进院) of 二道街社区 in 铭功路街道, by the head of the community.</summary>
sealed class VegetableDelivery(DemoOffice office, DemoStreet street, DemoPlaces places)
{
    public const int Bags = 420;
    static readonly string Community = GridCode.Ancestor(DemoStreet.Grid6, 2)!;

    Id campaign;

    public async Task Start(CancellationToken ct)
    {
        var actor = await office.ActorOf(street.Dispatcher, ct);
        var today = await office.Db.Read(tx => Task.FromResult(tx.Today), ct);
        campaign = await DemoCampaigns.PlanAndStart(office.Db, actor, new(
            CampaignKind.Delivery, "送菜进院", [Community], today, today.AddDays(30), Target: new PlaceFilter([PlaceKind.Courtyard]),
            Description: "蔬菜按袋平价送进楼院，老人由志愿者送上门", Goal: Bags), ct);
    }

    public async Task Deliver(CancellationToken ct)
    {
        var head = await office.ActorOf(street.Head(DemoStreet.Grid6, 2), ct);
        var courtyards = places.All.Where(place => place.Kind == PlaceKind.Courtyard && GridCode.Covers(Community, place.Grid)).ToList();
        foreach (var courtyard in courtyards)
        {
            DemoOffice.Value<RecordDetails>(await new CreateRecord(office.Db, CityEnvelopes.BuiltIn) { Actor = head }.ExecuteAsync(
                new(RecordOutcome.HandedOver, courtyard.Id, new(courtyard.Lng, courtyard.Lat), CampaignId: campaign,
                    Quantity: Bags / courtyards.Count), ct));
        }
    }
}
