using GridGov.Data;
using GridGov.Data.Search;
using GridGov.Domain.Tickets.Search;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Tickets.Search;

/// <summary>The search index follows its tickets, whatever becomes of them; it is checked, repaired and built.</summary>
public class SearchIndexTests
{
    static async Task<TestStreet> StreetWithHistory(App app)
    {
        var street = await TestStreet.New(app);
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var first = await File("人行道井盖破损𠮷");
        (await worker.Post($"/v1/tickets/{first.Id}/comments", new { text = "已联系" })).ShouldBeCreated();
        (await worker.Post($"/v1/tickets/{first.Id}/comments", new { text = "已围挡" })).ShouldBeCreated();
        var hidden = await File("上访");
        (await worker.Post($"/v1/tickets/{hidden.Id}/comments", new { text = "之前" })).ShouldBeCreated();
        hidden = (await dispatcher.Do((await dispatcher.Get($"/v1/tickets/{hidden.Id}")).ShouldBeOk(), "amend",
            new { category = "0704", reason = "涉密" })).ShouldBeOk();
        (await worker.Post($"/v1/tickets/{hidden.Id}/comments", new { text = "其间" })).ShouldBeCreated();
        (await dispatcher.Do(hidden, "amend", new { category = "0107", description = "另述", reason = "更正" })).ShouldBeOk();
        (await worker.Post($"/v1/tickets/{hidden.Id}/comments", new { text = "之后" })).ShouldBeCreated();
        return street;

        async Task<Answer> File(string description) =>
            (await worker.Post("/v1/tickets", new { category = "0107", description })).ShouldBeCreated();
    }

    static async Task<List<string>> Differences(App app)
    {
        var found = new List<string>();
        var result = await WordsAudit.Run(app.Db, (ticket, what) => found.Add($"{ticket} {what}"), (_, _) => { }, default);
        result.Differing.Count.ShouldBe(found.Count);
        return found;
    }

    static async Task<int> Found(TestStreet street, string q) =>
        (await (await street.CountyDispatcher()).Get($"/v1/tickets?q={q}")).ShouldBeOk()["items"]!.AsArray().Count;

    [Fact]
    public async Task Missing_and_extra_rows_are_found_and_repaired()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await StreetWithHistory(app);
        (await Differences(app)).ShouldBeEmpty();
        (await Found(street, "之后"), await Found(street, "其间"), await Found(street, "之前")).ShouldBe((1, 0, 0));
        var index = app.Services.GetRequiredService<Engine>().Dialect.Search;
        var first = (await app.Db.Read(tx => WordsSource.Load(tx, Id.None, 1)))[0];

        // Words that are not the row's, with an index that agrees with them.
        await app.Db.Write(tx => index.Replace(tx, first.Id, first.Words, first.Words with { Filed = "消火栓", Comments = null }));
        (await Differences(app)).ShouldHaveSingleItem().ShouldStartWith(first.Number);
        (await Found(street, "消火栓"), await Found(street, "井盖")).ShouldBe((1, 0));
        await Repair();
        (await Found(street, "消火栓"), await Found(street, "井盖"), await Found(street, "围挡")).ShouldBe((0, 1, 1));

        // The row's words, with an index that has others, and that lacks some.
        await app.Db.Write(tx => index.Replace(tx, first.Id, first.Words with { Comments = null }, first.Words with { Result = "消火栓" }));
        await app.Db.Write(tx => tx.Execute("UPDATE search_words SET result = NULL"));
        (await Differences(app)).ShouldHaveSingleItem().ShouldContain("index");
        await Repair();
        await app.Db.Write(tx => index.Replace(tx, first.Id, first.Words, first.Words with { Filed = "甲" }));
        await app.Db.Write(tx => tx.Execute("UPDATE search_words SET filed = @Filed WHERE id = @Id", new { first.Words.Filed, first.Id }));
        (await Differences(app)).ShouldHaveSingleItem().ShouldContain("index");
        (await Found(street, "井盖")).ShouldBe(0);
        await Repair();
        (await Found(street, "井盖")).ShouldBe(1);

        // What has no ticket.
        await app.Db.Write(tx => index.Insert(tx, new Id(1), first.Words));
        (await Differences(app)).ShouldHaveSingleItem().ShouldStartWith(new Id(1).ToString());
        await Repair();
        (await app.Db.Read(tx => TicketWords.Find(tx, new Id(1)))).ShouldBeNull();

        async Task Repair()
        {
            var before = await WordsAudit.Run(app.Db, (_, _) => { }, (_, _) => { }, default);
            await WordsAudit.Repair(app.Db, before.Differing, (_, _) => { }, default);
            (await Differences(app)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Of_many_comments_the_first_are_searched_and_three_are_shown()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var (many, other) = (await street.File(), await street.File());
        for (var i = 0; i < 60; i++)
            (await worker.Post($"/v1/tickets/{many.Id}/comments", new { text = $"井盖第{i}次{new string('哈', 400)}" })).ShouldBeCreated();
        (await worker.Post($"/v1/tickets/{other.Id}/comments", new { text = "井盖" })).ShouldBeCreated();
        (await Differences(app)).ShouldBeEmpty();

        var ids = new[] { many, other }.Select(ticket => Id.Parse(ticket.Id, null)).ToList();
        var comments = await app.Db.Read(tx => WordsSource.LoadComments(tx, ids));
        comments[ids[0]].Select(text => text[..text.IndexOf('次')]).ShouldBe(Enumerable.Range(0, 50).Select(i => $"井盖第{i}"));
        comments[ids[1]].ShouldBe(["井盖"]);
        var items = (await (await street.CountyDispatcher()).Get("/v1/tickets?q=井盖")).ShouldBeOk()["items"]!.AsArray();
        items.Select(item => item!["hits"]!.AsArray().Count).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task A_database_without_an_index_gets_one_at_the_start_and_an_interrupted_build_goes_on()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await StreetWithHistory(app);
        (await WordsBuild.Run(app.Db, null, default)).ShouldBe(0);
        await app.Db.Write(async tx =>
        {
            await tx.Dialect.Search.Clear(tx);
            await tx.Execute("UPDATE search_state SET rules = 0, built_until = 0");
        });
        (await Found(street, "井盖")).ShouldBe(0);
        var reported = new List<(long, long)>();
        (await WordsBuild.Run(app.Db, (done, total) => reported.Add((done, total)), default)).ShouldBe(2);
        reported.ShouldBe([(2, 2)]);
        (await Differences(app)).ShouldBeEmpty();
        (await Found(street, "井盖")).ShouldBe(1);

        // The first ticket is done; the words of the second are changed by somebody before the build reaches it.
        var first = (await app.Db.Read(tx => WordsSource.Load(tx, Id.None, 1)))[0];
        await app.Db.Write(tx => tx.Execute("UPDATE search_state SET built_until = @Id", new { first.Id }));
        (await WordsBuild.Run(app.Db, null, default)).ShouldBe(1);
        (await Differences(app)).ShouldBeEmpty();

        // Other rules of folding begin anew.
        await app.Db.Write(tx => tx.Execute("UPDATE search_state SET rules = 99"));
        (await WordsBuild.Run(app.Db, null, default)).ShouldBe(2);
        (await Differences(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Hidden_words_leave_the_store()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await TestStreet.New(app);
        var engine = app.Services.GetRequiredService<Engine>();
        for (var i = 0; i < 20; i++)
            (await (await street.Worker()).Post("/v1/tickets", new { category = "0107", description = $"井盖{i}破损" })).ShouldBeCreated();
        var filed = (await (await street.Worker()).Post("/v1/tickets", new { category = "0107", description = "龘靐坏" })).ShouldBeCreated();
        await engine.Vacuum(["search_words"], default);
        (await app.Store.PlacesOf("靐")).ShouldNotBeEmpty();
        (await (await street.Dispatcher()).Do(filed, "amend", new { category = "0704", reason = "涉密" })).ShouldBeOk();
        await engine.Vacuum(["search_words"], default);
        (await app.Store.PlacesOf("靐")).ShouldBeEmpty();
        (await Differences(app)).ShouldBeEmpty();
    }

    [Fact]
    public void Grams_of_a_word_are_among_those_of_every_text_that_has_it()
    {
        var random = new Random((int)RandomSeed.Value);
        string[] alphabet = ["井", "盖", "a", "7", "-", " ", "𠮷", "🚧"];
        foreach (var index in new SearchIndex[] { new SqliteSearchIndex(), new PostgresSearchIndex() })
        {
            for (var i = 0; i < 500; i++)
            {
                var text = Enumerable.Range(0, random.Next(1, 10)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToList();
                var grams = new HashSet<string>(StringComparer.Ordinal);
                Grams.AddTo(grams, string.Concat(text), lastOnly: index is SqliteSearchIndex);
                var from = random.Next(text.Count);
                var word = string.Concat(text.Skip(from).Take(random.Next(1, 4)));
                Grams.Required(word).ShouldAllBe(gram => grams.Contains(gram)
                    || (Grams.IsSingle(gram) && grams.Any(other => other.StartsWith(gram, StringComparison.Ordinal))), RandomSeed.Hint);
            }
        }
    }
}
