using System.Net;
using GridGov.Domain.Verification;
using GridGov.Tests.Features.GoingOut;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>Residents' marks at a review, and the term of assessments that they are.</summary>
public class ReviewMarkTests
{
    [Fact]
    public async Task Marks_are_entered_while_a_review_is_held_and_a_later_one_replaces_the_former()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var review = await street.Held("review");
        Task<Answer> Mark(string grid, int score, int voters, long version, string meeting = "") => head.Put(
            $"{MeetingPath}/{(meeting.Length > 0 ? meeting : review.Id)}/marks/{grid}", new { score, voters, reason = "楼道清理及时" }, version);
        var first = (await Mark(street.Grid, 80, 10, 1)).ShouldBeOk();
        ((int)first["mark"]!["score"]!, (string)first["mark"]!["grid"]!["code"]!, first.Version).ShouldBe((80, street.Grid, 2));
        (await Mark(street.Grid, 90, 20, 2)).ShouldBeOk();
        (await Mark(street.OtherGrid, 60, 10, 3)).ShouldBeOk();
        (await Mark(street.Grid, 90, 20, 3)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await Mark(street.Grid, 101, 20, 4)).ShouldFault("/score", "out_of_range");
        (await Mark(street.Grid, 90, 0, 4)).ShouldFault("/voters", "out_of_range");
        (await Mark(TestStreet.OutsideGrid, 90, 1, 4)).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Supervisor()).Put($"{MeetingPath}/{review.Id}/marks/{street.Grid}",
            new { score = 1, voters = 1, reason = "x" }, 4))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // The head of a grid is assessed by its marks, and enters none.
        var own = await street.Head3();
        var ownReview = (await own.Post(MeetingPath, new
        {
            kind = "review", title = "周评议", grid = street.Grid, plannedAt = Ago(TimeSpan.FromHours(2)), heldAt = Ago(TimeSpan.FromHours(1)),
            invitees = new[] { new { name = "王小明", attendance = "present" } },
        })).ShouldBeCreated();
        (await own.Put($"{MeetingPath}/{ownReview.Id}/marks/{street.Grid}", new { score = 100, voters = 100_000, reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "own-grid-not-marked");
        var study = await street.Held("study");
        (await Mark(street.Grid, 90, 1, 1, study.Id)).ShouldRefuse(HttpStatusCode.Conflict, "meeting-not-a-review");
        var list = await head.Get($"{MarkPath}?meeting={review.Id}&count=true");
        list.Items().Select(each => ((string)each!["grid"]!["code"]!, (int)each["score"]!))
            .ShouldBe([(street.OtherGrid, 60), (street.Grid, 90)]);
        (await head.Get($"{MarkPath}?grid={street.Community}&limit=1")).Items().Count.ShouldBe(1);
        (await (await street.Outsider()).Get(MarkPath)).Items().ShouldBeEmpty();
        var page = (await head.Get($"{MeetingPath}/{review.Id}/minutes")).ShouldBeOk();
        page["marks"]!.AsArray().Count.ShouldBe(2);
        (await head.Post($"{MeetingPath}/{review.Id}/close", null, 4)).ShouldBeOk();
        (await Mark(street.Grid, 90, 1, 5)).ShouldRefuse(HttpStatusCode.Conflict, "meeting-closed");
        (await head.Get($"{MeetingPath}/{review.Id}/events")).Text.ShouldNotContain("楼道");
        (await street.MeetingDifferences(review.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_marks_of_a_period_are_a_term_of_assessments_with_the_marks_as_evidence()
    {
        var clock = TestClock.Starting("2026-03-03T10:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        clock.MoveTo(new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.FromHours(8)));
        var head = await street.Head1();
        var review = (await head.Post(MeetingPath, new
        {
            kind = "review", title = "周评议", grid = street.Street, plannedAt = "2026-03-08T15:00:00+08:00",
            heldAt = "2026-03-08T15:00:00+08:00", invitees = new[] { street.Person("worker", "present") },
        })).ShouldBeCreated();
        async Task Mark(string grid, int score, int voters, long version) => (await (await street.SignedInAgain("head1")).Put(
            $"{MeetingPath}/{review.Id}/marks/{grid}", new { score, voters, reason = "楼道" }, version)).ShouldBeOk();
        await Mark(street.Grid, 80, 30, 1);
        await Mark(street.OtherGrid, 60, 10, 2);
        // A report counts what was written before its instant.
        clock.Move(TimeSpan.FromMinutes(1));
        async Task<Answer> Issue(string kind, string from, int? level = null) => (await (await street.SignedInAgain("supervisor")).Post(
            "/v1/assessments", new { kind, from, grid = street.Street, level })).ShouldBeCreated();
        var week = await Issue("week", "2026-03-02");
        var figure = week["figures"]!.AsArray().Single(each => (string)each!["term"]! == "resident_review")!;
        ((long)figure["numerator"]!, (long)figure["denominator"]!, (string)figure["display"]!).ShouldBe((3000, 4000, "75.00 %"));
        var compared = await Issue("week", "2026-03-02", level: 3);
        compared["rows"]!.AsArray().Select(row => (
                (string)row!["grid"]!["code"]!,
                (string?)row["figures"]!.AsArray().Single(each => (string)each!["term"]! == "resident_review")!["display"]))
            .OrderBy(each => each.Item1).ShouldBe([(street.Grid, "80.00 %"), (street.NextGrid, null), (street.OtherGrid, "60.00 %")]);
        clock.Move(TimeSpan.FromHours(1));
        await Mark(street.Grid, 10, 30, 3);
        // The list is that of the report, although the mark was replaced since.
        var supervisor = await street.SignedInAgain("supervisor");
        var evidence = await supervisor.Get((string)figure["lists"]!["numerator"]!);
        evidence.Items().Select(each => ((int)each!["score"]!, (int)each["voters"]!, (string)each["reason"]!))
            .ShouldBe([(60, 10, "楼道"), (80, 30, "楼道")]);
        ((string?)figure["lists"]!["complement"]).ShouldBeNull();
        (await supervisor.Get($"/v1/assessments/{week.Id}/figures/resident_review")).ShouldBe(HttpStatusCode.NotFound);
        var link = (await supervisor.Post($"/v1/assessments/{week.Id}/links", new { })).ShouldBeOk();
        var pass = ((string)link["address"]!).Split("link=")[1];
        var page = await app.Nobody().Get($"/v1/assessments/{week.Id}/view/resident_review?lang=zh-CN&link={pass}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Text.ShouldContain("楼道");
        page.Text.ShouldContain(">80<");
        (await GridGov.Features.Assessments.AssessmentAudit.Run(app.Db, found => found.ShouldBeNull(), default)).Differences.ShouldBe(0);
        (await app.Differences()).ShouldBeEmpty();
        var found = new List<string>();
        await JournalVerification.Run(app.Db, [], null, (place, what) => found.Add(place + what), default);
        found.ShouldBeEmpty();
    }
}
