using GridGov.Data;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Tests.Features.Tickets;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>Transitions of a ticket that has changed since it was read.</summary>
public class TransitionTests
{
    [Fact]
    public async Task A_comment_between_reading_and_writing_is_chained_and_causes_no_conflict()
    {
        var street = await TestStreet.New();
        var id = IdOf((await street.File()).Id);
        await street.App.Db.Write(async tx =>
        {
            var (actor, ticket) = await Read(tx, street, id);
            await Journal.Append(tx, new JournalEntry(Journal.Ticket, id.ToString(), street.Grid, "comment", actor.Id, ticket.Row.Version));
            var after = await Write(tx, actor, ticket, TicketAction.Accept);
            after.ShouldNotBeNull().Head.EventCount.ShouldBe(3);
        });
        var events = (await (await street.Dispatcher()).Get($"/v1/tickets/{id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => (string)each!["action"]!).ShouldBe(["file", "comment", "accept"]);
        ((string)events[2]!["previousHash"]!).ShouldBe((string)events[1]!["hash"]!);
        var head = await street.App.Db.Read(tx => tx.QuerySingle<string>("SELECT head_hash FROM tickets WHERE id = @Id", new { Id = id }));
        head.ShouldBe((string)events[2]!["hash"]!);
    }

    [Fact]
    public async Task A_write_to_a_ticket_that_has_changed_since_it_was_read_is_refused()
    {
        var street = await TestStreet.New();
        var id = IdOf((await street.File()).Id);
        await street.App.Db.Write(async tx =>
        {
            var (actor, ticket) = await Read(tx, street, id);
            (await Write(tx, actor, ticket, TicketAction.Accept)).ShouldNotBeNull();
            (await Write(tx, actor, ticket, TicketAction.Reject)).ShouldBeNull();
            tx.IsRolledBack.ShouldBeTrue();
        });
        (await (await street.Dispatcher()).Get($"/v1/tickets/{id}")).ShouldBeOk().Version.ShouldBe(1);
    }

    static async Task<(Actor Actor, TicketForUpdate Ticket)> Read(Tx tx, TestStreet street, Id id)
    {
        var actor = (await ActorCache.LoadPerson(tx, street.PersonId("dispatcher")))!;
        return (actor, (await TicketForUpdate.Find(tx, actor, id))!);
    }

    static Task<TicketForUpdate?> Write(Tx tx, Actor actor, TicketForUpdate ticket, TicketAction action) => TicketTransition.Write(
        tx, actor, ticket, Lifecycle.Decide(ticket.View.ToState(), action, actor), new TicketChange(action));
}
