using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Features.Places;

namespace GridGov.Demo;

/// <summary>A place of the demo.</summary>
sealed record DemoPlace(Id Id, PlaceKind Kind, string Grid, double Lng, double Lat);

/// <summary>
/// The places of 铭功路街道: in each unit grid a courtyard, a checkpoint, a building, three premises and ten doors, and in the first ones a door
/// more, 700 in all. They are made up.
/// </summary>
sealed class DemoPlaces(Db db, DemoStreet street, DemoActors actors)
{
    public const int Count = 700;
    const int InEachGrid = 16;

    static readonly string[] Shops =
        ["便利店", "烩面馆", "理发店", "药店", "五金店", "水果店", "打印社", "茶叶店", "早餐店", "手机维修", "裁缝铺", "洗衣店"];

    readonly List<DemoPlace> all = [];

    public IReadOnlyList<DemoPlace> All => all;

    public async Task Create(CancellationToken ct)
    {
        var actor = await actors.Get(street.Dispatcher, ct);
        foreach (var (index, grid) in street.Grids.Index())
        {
            var count = InEachGrid + (index < Count - (InEachGrid * street.Grids.Count) ? 1 : 0);
            for (var i = 0; i < count; i++)
            {
                var (lng, lat, address) = street.SpotIn(grid, (i + 0.5) / count);
                var request = Request(index, i, grid, address) with { Position = new(lng, lat) };
                var created = await new CreatePlace(db, CityEnvelopes.BuiltIn) { Actor = actor }.ExecuteAsync(request, ct);
                if (created.Result is not Created<Place> { Value: { } place })
                    throw DemoStreet.Refused(created.Result);
                all.Add(new DemoPlace(place.Id, request.Kind, grid, lng, lat));
            }
        }
    }

    static CreatePlace.Request Request(int grid, int i, string code, string address) => i switch
    {
        0 => new(PlaceKind.Courtyard, $"{address}{(grid * 3) + 1}号院", code, address, Public: true),
        1 => new(PlaceKind.Checkpoint, $"{address}巡查点", code, address),
        2 => new(PlaceKind.Building, $"{address}{(grid * 3) + 2}号楼", code, address),
        < 6 => new(PlaceKind.Premises, $"{address}{Shops[((grid * 3) + i) % Shops.Length]}", code, address, Tags: ["九小场所"],
            OpeningHours: "09:00–21:00", VisitEveryDays: 31),
        _ => new(PlaceKind.Household, $"{(i % 3) + 1}号楼{(i % 2) + 1}单元{((i - 5) * 100) + (grid % 4) + 1}", code, address,
            Tags: i % 5 == 0 ? ["独居"] : null, VisitEveryDays: 31),
    };
}
