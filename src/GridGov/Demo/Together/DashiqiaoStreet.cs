using GridGov.Domain;
using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>
/// 大石桥街道 (410105005) of 金水区: the board (亮牌) of a courtyard, with its heads, its ten service roles, its team, a venue, service points
/// and two open needs. All of it is made up.
/// </summary>
sealed class DashiqiaoStreet(DemoOffice office)
{
    const string Street = "410105005";
    static readonly (double Lng, double Lat) Courtyard = (113.6602, 34.7745);

    string grid = "";
    Id head;

    public async Task Open(CancellationToken ct)
    {
        var community = (await office.Open(Street, ct))[0];
        grid = await office.UnitGrid(community.Code, $"{community.Name}第1网格", ct);
        await office.Appoint(PostKind.GridHead, Street, ct);
        await office.Appoint(PostKind.GridHead, community.Code, ct);
        head = await office.Appoint(PostKind.GridHead, grid, ct);
        await office.Appoint(PostKind.GridWorker, grid, ct);
        foreach (var role in ReferenceSeeds.Rows("service_roles.csv"))
            await office.Appoint(PostKind.ServiceOfficer, grid, ct, role["code"]);
        await office.Confirm(ct);
        await Place(PlaceKind.Courtyard, "文化路68号院", 0, 0);
        var venue = await Place(PlaceKind.Venue, "石桥社区党群服务站", 0.0006, 0.0004);
        await Place(PlaceKind.ServicePoint, "石桥社区卫生服务站", -0.0012, 0.0008, "诊所");
        await Place(PlaceKind.ServicePoint, "文化路便民菜店", 0.0016, -0.0006, "购物");
        await office.Group(head, new(
            GroupKind.VolunteerTeam, "文化路68号院邻里志愿队", grid, Description: "院内巡查、代办代购", PlaceId: venue, Public: true), ct);

        Task<Id> Place(PlaceKind kind, string name, double east, double north, string? tag = null) => office.Place(head, new(
            kind, name, grid, "文化路68号", new(Courtyard.Lng + east, Courtyard.Lat + north), tag is null ? null : [tag],
            OpeningHours: kind == PlaceKind.Courtyard ? null : "08:30–18:00", Public: true), ct);
    }

    /// <summary>In the last week: the board, and two needs that wait for somebody.</summary>
    public async Task Publish(CancellationToken ct)
    {
        await office.PublishBoard(head, grid, "文化路68号院亮牌公示", "0371-63900068", ct);
        foreach (var (kind, title) in new[] { (NeedKind.Service, "院内老人每周代购"), (NeedKind.Talent, "周末书法课老师") })
        {
            var need = new DemoNeed(office);
            await need.Submit(head, new(kind, title, Grid: grid), ct);
            await need.Publish(head, ct);
        }
    }
}
