using System.Text.Json.Nodes;
using FsCheck.Fluent;
using GridGov.Data;
using GridGov.Domain.Statistics;
using GridGov.Tests.Domain.Tickets.Walks;
using GridGov.Tests.Features.Tickets.Export;

namespace GridGov.Tests.Features.Statistics;

/// <summary>
/// Simulates two weeks of a street at random and records all measures at some instants. At the end as-of
/// queries for those instants must give the same values, and every value must match its linked list.
/// </summary>
public class MeasureHistoryTests
{
    const int Walks = 40;

    const string Period = "from=2026-11-09&to=2026-12-08";

    /// <summary>Every grouping of tickets, and some pairs.</summary>
    static readonly string[] Groupings =
    [
        "none",
        .. Codes<Dimension>.All.Except(["campaign", "person", "cycle", "group", "need_kind", "meeting_kind"]),
        "programme,month", "level2,week", "handler,category_group", "department,day", "urgency,kind",
    ];

    /// <summary>Selections that read the tickets, and selections that read counters.</summary>
    static readonly string[] Selections = TestStore.IsThorough
        ? ["", "&category=01&role=urban_management", "&source=hotline&source=patrol&department=none", "&urgency=urgent&handler=none"]
        : ["", "&source=hotline&source=patrol&department=none"];

    static readonly string[] Callers = ["supervisor", "head2", "everything"];

    [Fact]
    public async Task As_of_measures_repeat_earlier_values_and_every_link_lists_the_counted_tickets()
    {
        var plans = Gen.Choose(8, 13).SelectMany(length => Gen.Choose(0, int.MaxValue).ArrayOf(length)).Sample(Walks, RandomSeed.Rnd, 13)
            .ToList();
        await using var street = await WalkStreet.At("2026-11-16 09:00");
        var walks = plans.ConvertAll(rolls => new TicketWalk(street, rolls));
        var moments = new List<(string AsOf, Dictionary<string, string> Values)>();
        foreach (var walk in walks)
            await walk.File();
        await FileOthers(street);
        foreach (var wait in new[] { TimeSpan.FromHours(5), TimeSpan.FromDays(1), TimeSpan.FromDays(4), TimeSpan.FromHours(2),
            TimeSpan.FromHours(20) })
        {
            foreach (var walk in walks)
                await walk.Go(2);
            await Promote(street);
            await street.Wait(TimeSpan.FromMinutes(7));
            if (wait > TimeSpan.FromHours(5))
                moments.Add(await ReadAll(street, asOf: null));
            // The as-of instant is the last one before the clock moves.
            await street.Wait(wait);
        }
        foreach (var walk in walks)
            await walk.Go(int.MaxValue);

        foreach (var measure in TicketMeasure.All)
            moments[^1].Values[$"supervisor {measure.Code} none"]
                .ShouldNotContain("/0 ", customMessage: "nothing to count; " + RandomSeed.Hint);
        moments.Select(moment => moment.Values["supervisor resolution_rate none"]).Distinct().Count()
            .ShouldBeGreaterThan(1, "something happened between");
        foreach (var (asOf, said) in moments)
        {
            var (_, again) = await ReadAll(street, asOf);
            foreach (var (question, answer) in said)
                again[question].ShouldBe(answer, $"{question} as of {asOf}; {RandomSeed.Hint}");
        }
        await CompareWithExport(street);
        foreach (var asOf in moments.Select(moment => moment.AsOf).Skip(TestStore.IsThorough ? 0 : moments.Count - 1).Append(null))
        {
            foreach (var who in Callers)
                await CompareWithLists(street, who, asOf,
                    who == "supervisor" ? Groupings : ["none", "programme", "level3", "department", "day"]);
        }
    }

    /// <summary>Every grouping; without thoroughness every third, another third with the next measure.</summary>
    static IEnumerable<string> GroupingsOf(int measure, string[] groupings) =>
        groupings.Where((_, i) => TestStore.IsThorough || i == 0 || (i + measure) % 3 == 0);

    /// <summary>All responses to all queries, as text.</summary>
    static async Task<(string AsOf, Dictionary<string, string> Values)> ReadAll(WalkStreet street, string? asOf)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = "";
        foreach (var (i, measure) in TicketMeasure.All.Index())
        {
            foreach (var by in GroupingsOf(i, Groupings))
                await Ask("supervisor", $"measures?measure={measure.Code}", by, $"{measure.Code} {by}");
            foreach (var selection in Selections)
                await Ask("supervisor", $"measures?measure={measure.Code}{selection}", "category", $"{measure.Code} {selection}");
            await Ask("head2", $"measures?measure={measure.Code}", "level3", $"{measure.Code} level3");
        }
        foreach (var by in new[] { "none", "level2", "handler", "source", "week" })
            await Ask("supervisor", "statuses?", by, $"statuses {by}");
        return (at, said);

        async Task Ask(string who, string path, string by, string name)
        {
            var answer = (await street.Named(who).Caller.Get($"/v1/statistics/{path}&{Period}&groupBy={by}{Then(asOf)}")).ShouldBeOk();
            at = (string)answer["asOf"]!;
            said[$"{who} {name}"] = string.Join('\n', answer["items"]!.AsArray().Append(answer["total"]).Select(Line!));
        }
    }

    static string Line(JsonNode figure) => figure["statuses"] is { } statuses
        ? $"{figure["key"]} {figure["name"]}: {statuses.ToJsonString()}"
        : $"{figure["key"]} {figure["name"]}: {figure["numerator"]}/{figure["denominator"]} {figure["display"]}";

    static string Then(string? asOf) => asOf is null ? "" : "&asOf=" + Uri.EscapeDataString(asOf);

    /// <summary>Every measure can be recomputed from the exported file alone, and is the same.</summary>
    static async Task CompareWithExport(WalkStreet street)
    {
        var supervisor = street.Named("supervisor").Caller;
        var rows = (await DownloadedExport.Of(supervisor)).Rows();
        var own = new MeasuresFromExport(rows, new DateOnly(2026, 11, 9), new DateOnly(2026, 12, 8), street.Clock.GetUtcNow());
        foreach (var measure in TicketMeasure.All)
        {
            var total = (await supervisor.Get($"/v1/statistics/measures?measure={measure.Code}&{Period}")).ShouldBeOk()["total"]!;
            own.Of(measure.Code).ShouldBe(((long)total["numerator"]!, (long)(total["denominator"] ?? total["numerator"])!),
                $"{measure.Code}; {RandomSeed.Hint}");
        }
    }

    /// <summary>Compares one value of each response, and its total, with the number of linked tickets.</summary>
    static async Task CompareWithLists(WalkStreet street, string who, string? asOf, string[] groupings)
    {
        var caller = street.Named(who).Caller;
        var dice = new Dice(who.Length + (asOf?.Length ?? 0));
        foreach (var (i, measure) in TicketMeasure.All.Index())
        {
            foreach (var by in GroupingsOf(i, groupings))
            {
                var selection = dice.Of(Selections);
                var answer = (await caller.Get($"/v1/statistics/measures?measure={measure.Code}&{Period}"
                    + $"&groupBy={by}{selection}{Then(asOf)}")).ShouldBeOk();
                var items = answer["items"]!.AsArray().Where(item => (long)(item!["denominator"] ?? item["numerator"])! > 0).ToList();
                foreach (var figure in new[] { items.Count == 0 ? null : dice.Of(items), answer["total"] }.OfType<JsonNode>())
                {
                    var (numerator, denominator) = ((long)figure["numerator"]!, (long)(figure["denominator"] ?? figure["numerator"])!);
                    var what = $"{who}: {measure.Code} by {by}{selection} as of {asOf ?? "now"}: {figure["key"]}; {RandomSeed.Hint}";
                    var tickets = await Count(caller, figure["tickets"]!, what);
                    var complement = figure["complement"] is { } list ? await Count(caller, list, what) : 0;
                    if (who == "head2" && asOf is not null)
                    {
                        // A ticket that was moved out of the community since was counted there then, and is not listed to its head now.
                        tickets.ShouldBeLessThanOrEqualTo(denominator, what);
                        complement.ShouldBeLessThanOrEqualTo(denominator - numerator, what);
                    }
                    else if (measure.Unit == MeasureUnit.Ticket)
                    {
                        tickets.ShouldBe(denominator, what);
                        complement.ShouldBe(denominator - numerator, what);
                    }
                    else
                    {
                        // Rows are counted, but tickets are listed, each once.
                        tickets.ShouldBeInRange(denominator > 0 ? 1 : 0, denominator, what);
                        complement.ShouldBeInRange(denominator > numerator ? 1 : 0, denominator - numerator, what);
                    }
                }
            }
        }
    }

    /// <summary>The number of linked tickets, which is the same however they are read.</summary>
    static async Task<long> Count(Caller caller, JsonNode link, string what)
    {
        var list = (await caller.Get($"{(string)link!}&limit=200")).ShouldBeOk();
        var count = (long)list["count"]!;
        list["items"]!.AsArray().Count.ShouldBe((int)Math.Min(count, 200), what);
        return count;
    }

    /// <summary>Files tickets of other sources and urgencies, and with a reporter.</summary>
    static async Task FileOthers(WalkStreet street)
    {
        foreach (var (source, urgency, grid) in new[] { ("hotline", "urgent", street.Street.Grid),
            ("resident", "routine", street.Street.OtherGrid), ("enterprise", "green_channel", street.Street.Community),
            ("hotline", "routine", street.Street.Street) })
        {
            foreach (var category in new[] { "0107", "0801" })
            {
                (await street.Named("countyDispatcher").Caller.Post("/v1/tickets", new
                {
                    category, description = "来电反映", grid, source, urgency,
                    reporter = new { name = "王芳", phone = "13803710001" },
                })).ShouldBeCreated();
            }
        }
    }

    /// <summary>Moves each hotline ticket one step further, to the department and to officers.</summary>
    static async Task Promote(WalkStreet street)
    {
        var calls = 0;
        var list = (await street.Named("supervisor").Caller.Get("/v1/tickets?source=hotline&source=resident&source=enterprise&limit=200"))
            .ShouldBeOk();
        foreach (var ticket in list["items"]!.AsArray())
        {
            var (who, verb, body) = (string)ticket!["status"]! switch
            {
                "submitted" => ("countyDispatcher", "accept", new { } as object),
                "accepted" or "returned" => ("countyDispatcher", "dispatch", new { handlerId = street.Named("department").Id.ToString() }),
                "dispatched" => ("department", "take", new { }),
                "processing" => ("department", "resolve", new { result = "已办" }),
                "resolved" => ("inspector", "pass", new { }),
                _ => ("", "", new { }),
            };
            var version = (long)ticket["version"]!;
            if (who is not "")
                version = (await street.Named(who).Caller.Post($"/v1/tickets/{(string)ticket["id"]!}/{verb}", body, version))
                    .ShouldBeOk().Version;
            // Every other reporter is called, in time or late, and called back after the closing.
            calls++;
            if (calls % 2 == 0)
                (await street.Named("dispatcher")
                    .Caller.Post($"/v1/tickets/{(string)ticket["id"]!}/contacts", new { kind = "response", reached = calls % 3 != 0 },
                        version)).ShouldBeCreated();
            else if (verb == "pass")
                (await street.Named("dispatcher")
                    .Caller.Post($"/v1/tickets/{(string)ticket["id"]!}/contacts",
                        new { kind = "call_back", reached = true, solved = calls % 3 != 0, satisfied = false }, version)).ShouldBeCreated();
        }
    }
}
