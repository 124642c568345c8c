using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Data.Journal;
using GridGov.Domain.Events;
using GridGov.Host.Commands;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.Events;

/// <summary>
/// The history of a ticket is a chain of hashes: it can be recomputed from the documentation, and every falsification is detected.
/// </summary>
public sealed class EventChainTests : IAsyncLifetime
{
    readonly App app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    /// <summary>Plays file, accept, comment, comment, cancel.</summary>
    static async Task<Answer> FileTicketWithHistory(TestStreet street)
    {
        var dispatcher = await street.Dispatcher();
        var ticket = (await dispatcher.Do(await street.File(), "accept")).ShouldBeOk();
        // Characters that JSON can encode in more than one way: quotes, a line break, a control character, a surrogate pair.
        foreach (var text in new[] { "已电话联系\t\"报告人\"\n约定 15:00 & 现场 <查看> \\ 🌳", "second" })
            (await dispatcher.Post($"/v1/tickets/{ticket.Id}/comments", new { text })).ShouldBeCreated();
        return (await dispatcher.Do(ticket, "cancel", new { reason = "重复" })).ShouldBeOk();
    }

    [Fact]
    public async Task The_events_show_a_chain_that_anybody_can_recompute_from_the_document()
    {
        var street = await TestStreet.New(app);
        var ticket = await FileTicketWithHistory(street);
        var events = (await (await street.Dispatcher()).Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => (long)each!["position"]!).ShouldBe([1, 2, 3, 4, 5]);
        string? previous = null;
        foreach (var each in events)
        {
            ((string?)each!["previousHash"]).ShouldBe(previous);
            previous = Recomputed(ticket.Id, each.AsObject());
            ((string)each["hash"]!).ShouldBe(previous);
        }
        // The chain continues across pages.
        var second = (await (await street.Dispatcher()).Get($"/v1/tickets/{ticket.Id}/events?limit=2")).ShouldBeOk();
        var page = (await (await street.Dispatcher()).Get($"/v1/tickets/{ticket.Id}/events?limit=2&cursor={second["next"]}")).ShouldBeOk();
        ((string)page["items"]![0]!["previousHash"]!).ShouldBe((string)events[1]!["hash"]!);
    }

    /// <summary>Recomputes the hash as db/chains.md describes it, without any product code.</summary>
    internal static string Recomputed(string ticket, JsonObject each)
    {
        var at = DateTimeOffset.Parse((string)each["at"]!, CultureInfo.InvariantCulture);
        string[] fields =
        [
            Dump("ticket"), Dump(ticket), Dump(each["position"]), Dump(each["previousHash"]),
            at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), ((string)each["at"]!)[..10]
                .Replace("-", "", StringComparison.Ordinal),
            Dump(each["grid"]), Dump(each["action"]), Dump(each["by"]?["id"]), Dump(each["post"]), Dump(each["from"]), Dump(each["to"]),
            Dump(each["reason"]), Dump(each["details"]), Dump(each["version"]),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("[" + string.Join(',', fields) + "]")));
    }

    static string Dump(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject all =>
            "{" + string.Join(',',
                all.OrderBy(each => each.Key, StringComparer.Ordinal)
                    .Select(each => Dump(JsonValue.Create(each.Key)) + ":" + Dump(each.Value))) + "}",
        JsonArray all => "[" + string.Join(',', all.Select(Dump)) + "]",
        JsonValue value when value.TryGetValue<string>(out var text) => "\"" + string.Concat(text.Select(c => c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        })) + "\"",
        _ => node.ToJsonString(),
    };

    [Fact]
    public async Task An_untouched_chain_is_valid_also_after_concurrent_appends_to_one_ticket()
    {
        var street = await TestStreet.New(app);
        var dispatcher = await street.Dispatcher();
        var ticket = await street.File();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 48).Select(i => Task.Run(async () => (i % 6) switch
        {
            0 => (await dispatcher.Do(ticket, "accept")).Status,
            _ => (await dispatcher.Post($"/v1/tickets/{ticket.Id}/comments", new { text = $"{i}" })).Status,
        })));
        statuses.Count(status => status == HttpStatusCode.Created).ShouldBe(40);
        statuses.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        (await Audit()).ShouldBeEmpty();
        (await app.Db.Read(tx => tx.Query<long>("SELECT position FROM journal WHERE subject = @Id ORDER BY seq", new { ticket.Id })))
            .ShouldBe(Enumerable.Range(1, 42).Select(each => (long)each));
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
    }

    /// <summary>Rows that refer to a ticket and must be deleted before it.</summary>
    const string WhatIsOfATicket = """
        DELETE FROM notifications WHERE ticket_id = @Ticket;
        DELETE FROM ticket_clocks WHERE ticket_id = @Ticket;
        DELETE FROM ticket_checks WHERE ticket_id = @Ticket;
        DELETE FROM ticket_history WHERE ticket_id = @Ticket;
        DELETE FROM ticket_dispatches WHERE ticket_id = @Ticket;
        DELETE FROM ticket_closing_limits WHERE ticket_id = @Ticket;
        """;

    [Fact]
    public async Task Each_way_to_falsify_a_history_is_found_and_named()
    {
        var street = await TestStreet.New(app);
        await DropTriggers();
        await FileTicketWithHistory(street);

        await Expect("UPDATE journal SET reason = 'x' WHERE subject = @Id AND position = 5", "changed 5");
        await Expect("UPDATE journal SET payload = 'no json' WHERE subject = @Id AND position = 3", "changed 3");
        await Expect("UPDATE journal SET day = 20200230 WHERE subject = @Id AND position = 3", "changed 3");
        await Expect("UPDATE journal SET hash = NULL WHERE subject = @Id AND position = 2", "changed 2");
        await Expect("DELETE FROM journal WHERE subject = @Id AND position = 3", "missing 3");
        await Expect("DELETE FROM journal WHERE subject = @Id AND position = 1", "missing 1");
        await Expect("DELETE FROM journal WHERE subject = @Id AND position >= 4", "cut 4");
        await Expect("DELETE FROM journal WHERE subject = @Id", "cut 1");
        await Expect("UPDATE journal SET seq = CASE position WHEN 3 THEN -seq ELSE seq END WHERE subject = @Id", "reordered 1",
            "reordered 2");
        await Expect($"{Copy} SELECT (SELECT max(seq) + 1 FROM journal), {Columns}, position, hash FROM journal WHERE subject = @Id AND "
            + "position = 3", "added 3");
        await Expect($"{Copy} SELECT (SELECT max(seq) + 1 FROM journal), {Columns}, NULL, NULL FROM journal WHERE subject = @Id AND "
            + "position = 3", "added");
        await Expect("UPDATE tickets SET event_count = 0, head_hash = NULL WHERE id = @Ticket", "added 1");
        await Expect("UPDATE tickets SET head_hash = 'ab' || substr(head_hash, 3) WHERE id = @Ticket", "changed 5");
        await Expect($"{WhatIsOfATicket} DELETE FROM tickets WHERE id = @Ticket", "added");
        // Swaps two neighbouring events.
        await Expect("""
            UPDATE journal SET seq = -seq WHERE subject = @Id AND position IN (3, 4);
            UPDATE journal SET seq = CASE position WHEN 3 THEN -seq + 1 ELSE -seq - 1 END WHERE subject = @Id AND position IN (3, 4)
            """, "reordered 3");
        // Changes an event and recomputes its hash.
        await ExpectOf(async (tx, id) =>
        {
            var row = (await Events(tx, id))[2];
            var before = (await Events(tx, id))[1].Hash;
            await tx.Execute("UPDATE journal SET reason = 'x', hash = @Hash WHERE subject = @Id AND position = 3",
                new { Id = id, Hash = EventChain.HashOf(row with { Reason = "x" }, 3, before) });
        }, "changed 4");
        await ExpectOf(async (tx, id) =>
        {
            var rows = await Events(tx, id);
            await tx.Execute("UPDATE journal SET reason = 'x', hash = @Hash WHERE subject = @Id AND position = 5",
                new { Id = id, Hash = EventChain.HashOf(rows[4] with { Reason = "x" }, 5, rows[3].Hash) });
        }, "changed 5");
        await ExpectOf(async (tx, id) =>
        {
            var rows = await Events(tx, id);
            await tx.Execute($"{Copy} SELECT (SELECT max(seq) + 1 FROM journal), {Columns}, 6, @Hash FROM journal WHERE subject = @Id AND "
                + "position = 5",
                new { Id = id, Hash = EventChain.HashOf(rows[4], 6, rows[4].Hash) });
        }, "added 6");
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(1);

        Task Expect(string sql, params string[] found) => ExpectOf((tx, id) =>
        {
            _ = Id.TryParseExact(id, out var ticket);
            return tx.Execute(sql, new { Id = id, Ticket = ticket });
        }, found);

        // Uses a ticket of its own, because earlier falsifications stay in the database.
        async Task ExpectOf(Func<Tx, string, Task> falsify, params string[] found)
        {
            var ticket = await FileTicketWithHistory(street);
            (await Audit()).ShouldNotContain(each => each.Ticket == (string)ticket["number"]! || each.Ticket == ticket.Id);
            await app.Db.Write(tx => falsify(tx, ticket.Id));
            (await Audit()).Where(each => each.Ticket == (string)ticket["number"]! || each.Ticket == ticket.Id)
                .Select(each => $"{each.Kind} {each.Position}".Trim()).Order(StringComparer.Ordinal)
                .ShouldBe(found.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_ticket_that_is_deleted_with_its_history_leaves_a_gap_in_the_numbers()
    {
        var street = await TestStreet.New(app);
        await DropTriggers();
        var ticket = await street.File();
        await street.File();
        _ = Id.TryParseExact(ticket.Id, out var id);
        await app.Db.Write(async tx =>
        {
            await tx.Execute("DELETE FROM journal WHERE subject = @Id", new { ticket.Id });
            await tx.Execute($"{WhatIsOfATicket} DELETE FROM tickets WHERE id = @Ticket", new { Ticket = id });
        });
        (await Audit()).ShouldHaveSingleItem().Description.ShouldContain("of the journal");
    }

    [Fact]
    public async Task Events_without_a_hash_are_found()
    {
        var street = await TestStreet.New(app);
        var ticket = await FileTicketWithHistory(street);
        await DropTriggers();
        await app.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE journal SET position = NULL, hash = NULL WHERE subject_kind = 'ticket'");
            await tx.Execute("UPDATE tickets SET event_count = 0, head_hash = NULL");
        });
        (await Audit()).Select(each => each.Kind).ShouldBe(["added", "added", "added", "added", "added", "missing"]);
    }

    async Task<List<EventChainAudit.Difference>> Audit()
    {
        var found = new List<EventChainAudit.Difference>();
        var result = await EventChainAudit.Run(app.Db, found.Add, _ => { }, default);
        result.Differences.ShouldBe(found.Count);
        return found;
    }

    static Task<List<JournalEvent>> Events(Tx tx, string id) => JournalRows.Of(tx, id);

    /// <summary>Drops the triggers, as an attacker with all rights in the database could.</summary>
    Task DropTriggers() => app.Db.Write(async tx =>
    {
        foreach (var trigger in tx.Dialect.Name == "sqlite"
            ? new[] { "journal_is_not_changed", "journal_is_not_deleted", "journal_is_not_replaced" }
            : ["journal_is_not_changed ON journal"])
            await tx.Execute("DROP TRIGGER " + trigger);
    });

    const string Columns =
        "at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version";

    const string Copy = $"INSERT INTO journal (seq, {Columns}, position, hash)";
}
