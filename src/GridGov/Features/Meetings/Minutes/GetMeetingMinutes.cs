using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Features.Meetings.Attendees;
using GridGov.Security;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Meetings.Minutes;

/// <summary>The minutes of a meeting as data, or as a page to read and print.</summary>
public sealed class GetMeetingMinutes(Clock clock, Db db)
    : ApiEndpoint<GetMeetingMinutes.Input, Results<Ok<MeetingMinutes>, ContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/minutes");
        Group<MeetingsApiGroup>();
        Operation("Get the minutes of a meeting",
            "Agenda, attendance, minutes, and each point with what became of it by now. Tickets and needs are shown to who may " +
            "read them. " +
            "With Accept: text/html it is a page to print, in Chinese or English by lang or Accept-Language.");
        RequiresCapability(Capability.MeetingRead);
        ProducesType("text/html");
    }

    /// <param name="Id">The meeting's id.</param>
    public sealed record Input(Id Id, [AsParameters] LanguageQuery Query);

    public override async Task<Results<Ok<MeetingMinutes>, ContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var (minutes, now) = await db.Read(async tx => (await Load(tx, input.Id), tx.Now), ct);
        if (minutes is null)
            return TypedResults.NotFound();
        HttpContext.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept, HeaderNames.AcceptLanguage);
        if (Negotiation.Choose(HttpContext) != "text/html")
            return TypedResults.Ok(minutes);
        var zh = HtmlPage.InChinese(input.Query.Lang);
        return HtmlPage.Html(new MinutesPage(zh, clock, now).Of(minutes), zh, HttpContext);
    }

    async Task<MeetingMinutes?> Load(Tx tx, Id id)
    {
        if (await MeetingRow.Find(tx, Actor, id) is not { } row)
            return null;
        var points = await PointRow.Show(
            tx, Actor, await tx.Query<PointRow>(PointRow.Select + " WHERE p.meeting_id = @Id ORDER BY p.position", new { Id = id }));
        var marks = (await MarkRow.ListAll(tx, id)).Where(mark => mark.UntilAt is null)
            .OrderBy(mark => mark.GridCode, StringComparer.Ordinal);
        return new MeetingMinutes(
            (await MeetingRow.Show(tx, Actor, [row]))[0], await ListMeetingAttendees.Load(tx, Actor, row), points,
            [.. marks.Select(mark => mark.Show())], MeetingMinutes.AnswerCounts.Of(points));
    }
}
