using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Filing;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>A ticket of another street, whose acts follow one another.</summary>
sealed class DemoTicket(DemoOffice office)
{
    Ticket? ticket;

    public async Task File(Id by, FileTicket.Request request, CancellationToken ct) =>
        ticket = DemoOffice.Value<Ticket>(await new FileTicket(office.Db, CityEnvelopes.BuiltIn) { Actor = await office.ActorOf(by, ct) }
            .ExecuteAsync(request, ct));

    /// <summary>A ticket that something else became.</summary>
    public async Task Find(Id by, Id id, CancellationToken ct)
    {
        var actor = await office.ActorOf(by, ct);
        ticket = (await office.Db.Read(tx => TicketView.Find(tx, actor, id), ct))!.ToTicket();
    }

    public async Task Do<TResult>(
        Id by, Func<Db, Actor, Id, IfMatch, CancellationToken, Task<TResult>> act, CancellationToken ct)
        where TResult : INestedHttpResult => ticket = DemoOffice.Value<Ticket>(
            await act(office.Db, await office.ActorOf(by, ct), ticket!.Id, new IfMatch(ticket.Version), ct));
}
