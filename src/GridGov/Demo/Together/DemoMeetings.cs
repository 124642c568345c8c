using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Features.Meetings;
using GridGov.Features.Meetings.Points;

namespace GridGov.Demo.Together;

/// <summary>Holds meetings by the operations.</summary>
static class DemoMeetings
{
    /// <summary>Records a meeting that was just held, with who came.</summary>
    public static async Task<Id> Hold(this DemoOffice office, Id by, PlanMeeting.Request request, CancellationToken ct) =>
        DemoOffice.Value<Meeting>(
            await new PlanMeeting(office.Db) { Actor = await office.ActorOf(by, ct) }.ExecuteAsync(request, ct)).Id;

    /// <summary>Closes a meeting, when something became of all its points.</summary>
    public static async Task Close(this DemoOffice office, Id by, Id meeting, CancellationToken ct)
    {
        var actor = await office.ActorOf(by, ct);
        var version = (await office.Db.Read(tx => MeetingRow.Find(tx, actor, meeting), ct))!.Version;
        DemoOffice.Value<Meeting>(
            await new CloseMeeting(office.Db) { Actor = actor }.ExecuteAsync(new(meeting, new IfMatch(version)), ct));
    }

    /// <summary>Raises a point and files it as a ticket.</summary>
    public static async Task<Id> FilePoint(
        this DemoOffice office, Id by, Id meeting, string title, string words, string category, CancellationToken ct)
    {
        var actor = await office.ActorOf(by, ct);
        var point = DemoOffice.Value<Point>(
            await new RaisePoint(office.Db) { Actor = actor }.ExecuteAsync(new(meeting, new(title, words)), ct));
        point = DemoOffice.Value<Point>(await new FilePointTicket(office.Db, CityEnvelopes.BuiltIn) { Actor = actor }
            .ExecuteAsync(new(point.Id, new(category), new IfMatch(point.Version)), ct));
        return point.Ticket!.Id;
    }
}
