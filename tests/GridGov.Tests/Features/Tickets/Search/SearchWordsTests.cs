using System.Text.Json.Nodes;
using GridGov.Text;

namespace GridGov.Tests.Features.Tickets.Search;

/// <summary>The words of <c>q</c>, as callers of a county, whom the index serves, and of a unit grid, whose few tickets are compared.</summary>
public class SearchWordsTests
{
    static async Task<List<JsonNode>> Items(Caller caller, string q, string more = "") =>
        [.. (await caller.Get($"/v1/tickets?q={Uri.EscapeDataString(q)}{more}")).ShouldBeOk()["items"]!.AsArray().Select(item => item!)];

    static async Task Finds(TestStreet street, string q, params string[] expected)
    {
        foreach (var caller in new[] { await street.CountyDispatcher(), await street.Head3() })
        {
            var found = (await caller.Get($"/v1/tickets?q={Uri.EscapeDataString(q)}&count=true")).ShouldBeOk();
            found["items"]!.AsArray().Select(item => (string)item!["id"]!).Order(StringComparer.Ordinal)
                .ShouldBe(expected.Order(StringComparer.Ordinal), q);
            ((long)found["count"]!).ShouldBe(expected.Length, q);
        }
    }

    static async Task<Answer> Filed(TestStreet street, string description, string? address = null, string category = TicketSteps.Greenery) =>
        (await (await street.Worker()).Post("/v1/tickets",
            new { category, description, location = address is null ? null : new { address } })).ShouldBeCreated();

    static string Marked(JsonNode item, string field) => string.Join('|', item["hits"]!.AsArray()
        .Where(hit => (string)hit!["field"]! == field)
        .Select(hit => string.Concat(hit!["pieces"]!.AsArray()
            .Select(piece => (bool)piece!["hit"]! ? $"[{(string)piece["text"]!}]" : (string)piece["text"]!))));

    [Fact]
    public async Task Words_of_one_and_more_characters_are_found_in_any_script_and_width()
    {
        var street = await TestStreet.New();
        var cover = (await Filed(street, "人行道井盖破损", "铭功路３－２０４号")).Id;
        var traditional = (await Filed(street, "井蓋噪聲擾民 ABC-7x")).Id;
        var rare = (await Filed(street, "𠮷野家门前🚧施工⚠️")).Id;
        var same = (await Filed(street, new string('哈', 4000))).Id;
        var signs = (await Filed(street, "他说\"路灯*坏\" -见照片 NEAR OR AND")).Id;

        await Finds(street, "井盖", cover, traditional);
        await Finds(street, "井蓋", cover, traditional);
        await Finds(street, "噪声", traditional);
        await Finds(street, "井盖，噪声", traditional);
        await Finds(street, "井盖 铭功路", cover);
        await Finds(street, "盖", cover, traditional);
        await Finds(street, "损", cover);
        await Finds(street, "盖人");
        await Finds(street, "3-204", cover);
        await Finds(street, "３－２０４", cover);
        await Finds(street, "c-7", traditional);
        await Finds(street, "７Ｘ", traditional);
        await Finds(street, "𠮷", rare);
        await Finds(street, "𠮷野", rare);
        await Finds(street, "\U00020BB8\U00020BB7");
        await Finds(street, "🚧施工", rare);
        await Finds(street, "⚠", rare);
        await Finds(street, "哈哈", same);
        await Finds(street, new string('哈', 100), same);
        await Finds(street, "\"路灯\" 坏*", signs);
        await Finds(street, "NEAR(路灯 OR 见)", signs);
        await Finds(street, "路灯坏");
        (await (await street.Dispatcher()).Get($"/v1/tickets?q={new string('a', 200)}")).ShouldFault("/q", "wrong_length");
    }

    [Fact]
    public async Task Results_comments_numbers_and_names_of_grids_and_categories_are_searched_and_marked()
    {
        var street = await TestStreet.New();
        var resolved = await street.Resolved();
        var commented = await Filed(street, "路面积水");
        (await (await street.Worker()).Post($"/v1/tickets/{commented.Id}/comments", new { text = "已联系排水所" })).ShouldBeCreated();
        (await (await street.Worker()).Post($"/v1/tickets/{commented.Id}/comments", new { text = "明早抽水" })).ShouldBeCreated();
        var (_, dispatcher) = (await street.File(await street.OtherWorker()), await street.CountyDispatcher());

        Marked((await Items(dispatcher, "扶正")).ShouldHaveSingleItem(), "result").ShouldBe("已[扶正]加固");
        var item = (await Items(dispatcher, "排水 抽水 积水")).ShouldHaveSingleItem();
        Marked(item, "comment").ShouldBe("已联系[排水]所|明早[抽水]");
        Marked(item, "description").ShouldBe("路面[积水]");
        var number = (string)commented["number"]!;
        Marked((await Items(dispatcher, number)).ShouldHaveSingleItem(), "number").ShouldBe($"[{number}]");
        Marked((await Items(dispatcher, number[^4..])).ShouldHaveSingleItem(), "number").ShouldBe($"{number[..^4]}[{number[^4..]}]");
        Marked((await Items(dispatcher, number[(number.IndexOf('-') + 1)..] + " 排水")).ShouldHaveSingleItem(), "number")
            .ShouldBe($"{number[..(number.IndexOf('-') + 1)]}[{number[(number.IndexOf('-') + 1)..]}]");
        (await Items(dispatcher, number[^3..])).ShouldBeEmpty();

        // Names: of the community, of its grid together with other words, and of the category.
        (await Items(dispatcher, "一社区")).Count.ShouldBe(2);
        Marked((await Items(dispatcher, "一社区 积水")).ShouldHaveSingleItem(), "grid").ShouldBe("[一社区]");
        (await Items(dispatcher, "试街道 第1网格")).Count.ShouldBe(3);
        (await Items(dispatcher, "二社区 积水")).ShouldBeEmpty();
        var name = (string)resolved["categoryName"]!;
        (await Items(dispatcher, name)).Count.ShouldBe(3);
        Marked((await Items(dispatcher, $"{name} 扶正")).ShouldHaveSingleItem(), "category").ShouldBe($"[{name}]");
        (await Items(await street.Head3(), name)).Count.ShouldBe(2);
        (await dispatcher.Get($"/v1/tickets/{resolved.Id}")).ShouldBeOk()["hits"].ShouldBeNull();

        // A renamed grid is found by its new name alone, and other people's grids are not found.
        var grid = (await (await street.Admin()).Get($"/v1/grids/{street.Community}")).ShouldBeOk();
        (await (await street.Admin()).Patch($"/v1/grids/{street.Community}", new { name = "龙门社区" }, grid.Version)).ShouldBeOk();
        (await Items(dispatcher, "龙门")).Count.ShouldBe(2);
        (await Items(dispatcher, "一社区")).ShouldBeEmpty();
        (await Items(await street.Outsider(), "积水")).ShouldBeEmpty();
        (await Items(await street.Outsider(), "龙门")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Words_that_an_amendment_or_a_new_round_of_handling_removes_are_found_no_more()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var filed = await Filed(street, "水管爆裂", "南街");
        var amended = (await dispatcher.Do(filed, "amend", new { description = "路灯不亮", reason = "补充" })).ShouldBeOk();
        await Finds(street, "水管");
        await Finds(street, "路灯 南街", filed.Id);
        var resolved = await street.Resolved();
        await Finds(street, "加固", resolved.Id);
        (await dispatcher.Do(amended, "amend", new { category = "0704", reason = "涉密" })).ShouldBeOk();
        await Finds(street, "路灯");
        await Finds(street, (string)filed["number"]!, filed.Id);

        // Of a confidential ticket the number is searched, and neither its words nor its mask.
        var secret = await Filed(street, "密语甲乙", "密巷", category: "0704");
        (await dispatcher.Post($"/v1/tickets/{secret.Id}/comments", new { text = "密语丙丁" })).ShouldBeCreated();
        await Finds(street, "密语");
        await Finds(street, "密");
        (await dispatcher.Get("/v1/tickets?q=******")).ShouldFault("/q", "wrong_format");
        var item = (await Items(dispatcher, (string)secret["number"]!)).ShouldHaveSingleItem();
        item["hits"]!.AsArray().Select(hit => (string)hit!["field"]!).ShouldBe(["number"]);
    }

    [Fact]
    public async Task Relevance_and_distance_order_the_pages_without_gaps_or_repetitions()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var expected = new List<string>();
        async Task<Answer> Near(string description, double metres) => (await worker.Post("/v1/tickets", new
        {
            category = TicketSteps.Greenery, description, location = new { lng = 113.6553, lat = 34.7502 + (metres / 111_320) },
        })).ShouldBeCreated();
        var far = await Near("井盖一", 300);
        var commented = await Near("路灯", 200);
        (await worker.Post($"/v1/tickets/{commented.Id}/comments", new { text = "旁有井盖" })).ShouldBeCreated();
        var near = await Near("井盖二", 100);
        var newest = await Near("路灯", 250);
        (await worker.Post($"/v1/tickets/{newest.Id}/comments", new { text = "也有井盖" })).ShouldBeCreated();
        var resolved = (await (await street.Officer()).Do(await street.Processing(), "resolve", new { result = "井盖已换" })).ShouldBeOk();

        await Pages("&sort=relevance", near, far, resolved, newest, commented);
        await Pages("&near=113.6553,34.7502,1000&sort=distance", near, commented, newest, far);
        await Pages("", resolved, newest, near, commented, far);
        await Pages("&sort=oldest", far, commented, near, newest, resolved);
        await Pages("&near=113.6553,34.7502,150", near);

        async Task Pages(string more, params Answer[] tickets)
        {
            foreach (var caller in new[] { await street.CountyDispatcher(), await street.Head3() })
            {
                foreach (var limit in new[] { 1, 2, 50 })
                {
                    var found = new List<string>();
                    for (var cursor = ""; found.Count <= tickets.Length;)
                    {
                        var page = (await caller.Get($"/v1/tickets?q=井盖{more}&limit={limit}{cursor}")).ShouldBeOk();
                        found.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
                        if (page["next"] is null)
                            break;
                        cursor = $"&cursor={(string)page["next"]!}";
                    }
                    found.ShouldBe(tickets.Select(ticket => ticket.Id), more);
                }
            }
        }
    }

    [Fact]
    public async Task The_index_finds_what_a_comparison_of_every_ticket_finds()
    {
        var random = new Random((int)RandomSeed.Value);
        var street = await TestStreet.New();
        string[] alphabet = ["井", "盖", "蓋", "路", "灯", "燈", "a", "B", "７", "-", " ", "，", "𠮷", "🚧", "\n"];
        string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)]));
        var group = (string)(await (await street.Dispatcher()).Get("/v1/categories/01")).ShouldBeOk()["nameZh"]!;
        var tickets = new List<(string Id, string Texts)>();
        for (var i = 0; i < 60; i++)
        {
            var (description, address) = ("起" + Text(random.Next(1, 12)), "巷" + Text(random.Next(1, 5)));
            var filed = await Filed(street, description, address);
            tickets.Add((filed.Id, $"{description}\n{address}\n{filed["categoryName"]}\n{group}\n第1网格\n一社区\n试街道\n试区\n试市"));
        }
        for (var i = 0; i < (TestStore.IsThorough ? 150 : 50); i++)
        {
            var q = Text(random.Next(1, 5));
            var words = SearchText.Words(q);
            if (words.Count == 0)
                continue;
            var expected = tickets.Where(ticket => words.All(word => SearchText.Fold(ticket.Texts).Contains(word, StringComparison.Ordinal)));
            try
            {
                await Finds(street, q, [.. expected.Select(ticket => ticket.Id)]);
            }
            catch (ShouldAssertException e)
            {
                throw new InvalidOperationException($"{e.Message}\n{RandomSeed.Hint}", e);
            }
        }
    }
}
