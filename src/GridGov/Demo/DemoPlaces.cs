using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Features.Places;

namespace GridGov.Demo;

/// <summary>A place of the demo.</summary>
sealed record DemoPlace(Id Id, PlaceKind Kind, string Grid, double Lng, double Lat);

/// <summary>
/// The places of 铭功路街道: in each unit grid a courtyard, a checkpoint, a building, three premises and ten doors, and in the first ones a door
/// more, 700 in all; and the service points around the courtyard of <see cref="DemoStreet.Grid6"/>. They are made up.
/// </summary>
sealed class DemoPlaces(Db db, DemoStreet street, DemoActors actors)
{
    public const int Count = 700;
    const int InEachGrid = 16;

    static readonly string[] Shops =
        ["便利店", "烩面馆", "理发店", "药店", "五金店", "水果店", "打印社", "茶叶店", "早餐店", "手机维修", "裁缝铺", "洗衣店"];

    /// <summary>The service points: each in a unit grid of the courtyard's community, by its number, and at a spot of it, 0 to 1.</summary>
    static readonly (string Name, string Tag, int Grid, double Spread, string Hours)[] ServicePoints =
    [
        ("二道街社区卫生服务站", "诊所", 6, 0.30, "08:00–20:00"), ("二道街老年食堂", "助餐", 6, 0.72, "06:30–19:00"),
        ("二道街便民菜市场", "购物", 5, 0.40, "06:00–19:30"), ("二道街大药房", "药店", 7, 0.55, "08:00–21:30"),
        ("二道街公交站", "公交", 5, 0.85, "06:00–22:00"), ("二道街小学", "学校", 4, 0.50, "07:30–18:00"),
        ("铭功路图书室", "图书馆", 8, 0.45, "09:00–20:30"), ("二道街幼儿园", "学校", 3, 0.60, "07:30–18:00"),
        ("铭功路便民超市", "购物", 9, 0.35, "07:00–22:00"), ("铭功路日间照料中心", "养老", 2, 0.50, "08:00–18:00"),
        ("铭功路文化广场", "文体", 1, 0.50, "全天"), ("铭功路银行网点", "金融", 10, 0.65, "09:00–17:00"),
    ];

    readonly List<DemoPlace> all = [];

    /// <summary>The places that workers go to.</summary>
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
                all.Add(new DemoPlace(await Add(request), request.Kind, grid, lng, lat));
            }
        }
        foreach (var (name, tag, number, spread, hours) in ServicePoints)
        {
            var grid = $"{GridCode.Ancestor(DemoStreet.Grid6, 2)}{number:000}";
            var (lng, lat, address) = street.SpotIn(grid, spread);
            await Add(new(
                PlaceKind.ServicePoint, name, grid, address, new(lng, lat), Tags: [tag], OpeningHours: hours, Public: true));
        }

        async Task<Id> Add(CreatePlace.Request request)
        {
            var created = await new CreatePlace(db, CityEnvelopes.BuiltIn) { Actor = actor }.ExecuteAsync(request, ct);
            return created.Result is Created<Place> { Value: { } place } ? place.Id : throw DemoStreet.Refused(created.Result);
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
