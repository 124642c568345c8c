using System.Text.Json;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Places;
using GridGov.Features.Records;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>
/// 中心路街道 (410106002) in 2012: the service circle around a courtyard in each community, a survey of needs with 600 answers and one of
/// resources with 100, and 8,000 guides handed over. The numbers are reported; places and answers are made up.
/// </summary>
sealed class ZhongxinRoad(DemoOffice office)
{
    const string Street = "410106002";
    const int Needs = 600;
    const int Resources = 100;
    const int Guides = 8000;

    static readonly TimeSpan Offset = TimeSpan.FromHours(8);
    static readonly (double Lng, double Lat) Middle = (113.2976, 34.8030);

    /// <summary>The service points of a community, each in another ring of its courtyard.</summary>
    static readonly (string Kind, string Tag, int East, int North)[] Points =
        [("便民超市", "购物", 140, 60), ("卫生服务站", "诊所", -250, 330), ("小学", "学校", 480, -540)];

    readonly Random random = new(410106002);
    readonly List<(Id Head, Id Courtyard, IReadOnlyList<Id> Points)> communities = [];
    Id needs;
    Id resources;
    Id guides;

    public async Task Open(CancellationToken ct)
    {
        var codes = await office.Open(Street, ct);
        var dispatcher = await office.Appoint(PostKind.Dispatcher, Street, ct);
        var heads = new List<Id>();
        foreach (var community in codes)
            heads.Add(await office.Appoint(PostKind.GridHead, community.Code, ct));
        await office.Confirm(ct);
        foreach (var (i, community) in codes.Index())
        {
            var (east, north) = ((i % 4) * 700, (i / 4) * 700);
            var courtyard = await Place(PlaceKind.Courtyard, $"{community.Name}1号院", east, north);
            var points = new List<Id>();
            foreach (var (kind, tag, toEast, toNorth) in Points)
                points.Add(await Place(PlaceKind.ServicePoint, $"{community.Name}{kind}", east + toEast, north + toNorth, tag));
            communities.Add((heads[i], courtyard, points));

            Task<Id> Place(PlaceKind kind, string name, int atEast, int atNorth, string? tag = null) => office.Place(heads[i], new(
                kind, name, community.Code, Tags: tag is null ? null : [tag], Public: true, Position: new(
                    Math.Round(Middle.Lng + (atEast / GeoCells.MetresPerLng(Middle.Lat)), 6),
                    Math.Round(Middle.Lat + (atNorth / GeoCells.MetresPerDegree), 6))), ct);
        }
        await PlanCampaigns(dispatcher, ct);
    }

    async Task PlanCampaigns(Id dispatcher, CancellationToken ct)
    {
        var actor = await office.ActorOf(dispatcher, ct);
        var (first, last) = (new DateOnly(2012, 5, 1), new DateOnly(2012, 9, 30));
        needs = await DemoCampaigns.PlanAndStart(office.Db, actor, new(
            CampaignKind.Survey, "居民需求问卷", [Street], first, last, Target: new PlaceFilter([PlaceKind.Courtyard]), Goal: Needs, Questions:
            [
                new("service", QuestionType.MultipleChoice, new("最需要哪些服务", "Which services are needed most?"), Required: true, Choices:
                [
                    new("health", new("就医", "Health")), new("shopping", new("购物", "Shopping")), new("school", new("上学", "Schools")),
                    new("care", new("养老", "Care of the elderly")), new("culture", new("文体", "Culture and sports")),
                ]),
                new("reach", QuestionType.YesNo, new("步行一刻钟能否到达", "Is it reached within 15 minutes on foot?"), Required: true),
            ]), ct);
        resources = await DemoCampaigns.PlanAndStart(office.Db, actor, new(
            CampaignKind.Survey, "服务资源问卷", [Street], first, last, Target: new PlaceFilter([PlaceKind.ServicePoint]), Goal: Resources,
            Questions:
            [
                new("open", QuestionType.YesNo, new("是否愿意向居民开放", "Is it open to residents?"), Required: true),
                new("people", QuestionType.Number, new("每天可服务多少人", "How many people a day?"), Min: 0, Max: 5000,
                    When: new("open", ["true"])),
            ]), ct);
        guides = await DemoCampaigns.PlanAndStart(office.Db, actor, new(
            CampaignKind.Delivery, "发放一刻钟服务圈指南", [Street], first, last,
            Target: new PlaceFilter([PlaceKind.Courtyard]), Goal: Guides), ct);
    }

    /// <summary>The answers of June and July, and the guides of September.</summary>
    public IEnumerable<TimedAct> Acts()
    {
        string[] services = ["health", "shopping", "school", "care", "culture"];
        for (var i = 0; i < Needs; i++)
        {
            var (head, courtyard, _) = communities[i % communities.Count];
            var service = services[random.Next(services.Length)];
            yield return Record(At(6, 4, i), head, new(RecordOutcome.Met, courtyard, CampaignId: needs, Answers: Json(
                new { service = new[] { service }, reach = random.NextDouble() < 0.8 })));
        }
        for (var i = 0; i < Resources; i++)
        {
            var (head, _, points) = communities[i % communities.Count];
            var answers = random.NextDouble() < 0.9 ? Json(new { open = true, people = random.Next(10, 300) }) : Json(new { open = false });
            yield return Record(At(7, 9, i * 6), head,
                new(RecordOutcome.Met, points[i / communities.Count % points.Count], CampaignId: resources, Answers: answers));
        }
        foreach (var (i, (head, courtyard, _)) in communities.Index())
        {
            var quantity = (Guides / communities.Count) + (i < Guides % communities.Count ? 1 : 0);
            yield return Record(At(9, 3, i * 9), head,
                new(RecordOutcome.HandedOver, courtyard, CampaignId: guides, Quantity: quantity));
        }
    }

    TimedAct Record(DateTimeOffset at, Id head, CreateRecord.Request request) => new(at, new object(), async ct =>
        DemoOffice.Value<RecordDetails>(await new CreateRecord(office.Db, CityEnvelopes.BuiltIn)
        {
            Actor = await office.ActorOf(head, ct),
        }.ExecuteAsync(request, ct)));

    /// <summary>The time of the nth answer: thirty a day, in the afternoon.</summary>
    static DateTimeOffset At(int month, int day, int number) =>
        new DateTimeOffset(2012, month, day, 15, 0, 0, Offset).AddDays(number / 30).AddMinutes(number % 30 * 5);

    static JsonElement Json(object answers) => JsonSerializer.SerializeToElement(answers);
}
