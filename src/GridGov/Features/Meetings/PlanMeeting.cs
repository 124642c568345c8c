using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Domain.Needs;
using GridGov.Features.Meetings.Attendees;
using GridGov.Features.Meetings.Series;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings;

/// <summary>Plans a meeting (会议), or records one that was held.</summary>
public sealed class PlanMeeting(Db db) : ApiEndpoint<PlanMeeting.Request, Results<Created<Meeting>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<MeetingsApiGroup>();
        Operation("Plan a meeting",
            "A single one, or one of a series, whose kind, grid and group it has. With `heldAt` it is recorded as held in the same act, " +
            "and each of the invitees needs an attendance: a meeting of a day before today is recorded in no other way. Who acts for a " +
            "group plans meetings of that group, in its grid and those below.");
        RequiresCapability(Capability.MeetingManage);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-grid", "grid-retired", "unknown-group", "unknown-series", "not-of-series", "outside-series", "unknown-place",
            "place-retired", "unknown-person", "invited-twice", "attendance-not-expected", "attendance-incomplete", "nobody-present",
            "past-without-attendance", "held-in-future", "held-too-long-ago");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "group-ended", "series-ended", "person-disabled", "too-many-attendees");
        RequestExample("""
            {
              "kind": "round_table", "title": "楼宇企业圆桌会", "grid": "410103003", "plannedAt": "2026-12-04T15:00:00+08:00",
              "agenda": "一、停车；二、指引标识", "venue": "街道三楼会议室",
              "invitees": [{ "name": "王芳", "phone": "13803710001" }]
            }
            """);
    }

    /// <summary>A meeting to plan.</summary>
    /// <param name="PlannedAt">The time for which it is planned; for a meeting that was held, the one for which it had been.</param>
    /// <param name="Kind">What it is for; needed without a series.</param>
    /// <param name="Title">The title, 1 to 100 characters; that of the series by default.</param>
    /// <param name="Grid">The code of the grid, county or city whose meeting it is; needed without a series.</param>
    /// <param name="GroupId">The id of the group whose meeting it is; the office's by default.</param>
    /// <param name="SeriesId">The id of the series that it belongs to.</param>
    /// <param name="Agenda">The agenda, 1 to 4,000 characters.</param>
    /// <param name="PlaceId">The id of the place where it is.</param>
    /// <param name="Venue">Where it is, in words, 1 to 200 characters.</param>
    /// <param name="Invitees">Up to 500 who are invited.</param>
    /// <param name="HeldAt">The time at which it was held, at most 400 days ago.</param>
    /// <param name="Minutes">The minutes of a meeting that was held, 1 to 20,000 characters.</param>
    public sealed record Request(
        Instant PlannedAt, MeetingKind? Kind = null, string? Title = null, string? Grid = null, Id? GroupId = null, Id? SeriesId = null,
        string? Agenda = null, Id? PlaceId = null, string? Venue = null, IReadOnlyList<Invitee>? Invitees = null, Instant? HeldAt = null,
        string? Minutes = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Kind).NotNull().When(r => r.SeriesId is null);
                RuleFor(r => r.Title).OptionalText(100);
                RuleFor(r => r.Title).NotNull().When(r => r.SeriesId is null);
                RuleFor(r => r.Grid).GridCode();
                RuleFor(r => r.Grid).NotNull().When(r => r.SeriesId is null);
                RuleFor(r => r.Agenda).OptionalText(4000);
                RuleFor(r => r.Venue).OptionalText(200);
                RuleFor(r => r.Invitees).InviteeList();
                RuleForEach(r => r.Invitees).SetValidator(new Invitee.Validator());
                RuleFor(r => r.Minutes).OptionalText(20_000);
                RuleFor(r => r.Minutes).Null().When(r => r.HeldAt is null).WithErrorCode("not_together");
            }
        }
    }

    public override Task<Results<Created<Meeting>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Meeting>, ProblemHttpResult>>(async tx =>
        {
            var (series, refusal) = await FindSeries(tx, request);
            refusal ??= await CheckWhereAndWhen(tx, request, series);
            if (refusal is not null)
                return refusal;
            var invitees = request.Invitees ?? [];
            if (request.HeldAt is not null && !invitees.Any(each => each.Attendance == Attendance.Present))
                return Problems.At("/invitees", "nobody-present");
            var id = tx.NewId();
            var day = tx.DayOf(request.HeldAt ?? request.PlannedAt);
            await tx.Execute(Insert, new
            {
                Id = id, request.SeriesId, Kind = series?.Kind ?? request.Kind, Title = request.Title ?? series!.Title, request.Agenda,
                Grid = series?.GridCode ?? request.Grid, GroupId = series is null ? request.GroupId : series.GroupId, request.PlaceId,
                request.Venue, Status = request.HeldAt is null ? MeetingStatus.Planned : MeetingStatus.Held, request.PlannedAt, Day = day,
                CycleDay = series?.CycleOf(day)?.First, request.HeldAt, request.Minutes, Salt = ContentHash.NewSalt(), By = Actor.Id,
                tx.Now,
            });
            if (await Invitations.Add(tx, Actor, id, invitees, [], "/invitees", invited: true, request.HeldAt is not null) is { } unusable)
            {
                tx.Rollback();
                return unusable;
            }
            await MeetingStore.Append(tx, Actor, id, request.HeldAt is null ? "plan" : "record");
            if (request.HeldAt is null)
            {
                await InvitationNotices.OnInvited(
                    tx, Actor, await MeetingRow.Reread(tx, id), invitees.Select(each => each.PersonId).OfType<Id>());
            }
            return TypedResults.Created($"/v1/meetings/{id}", await MeetingRow.Show(tx, Actor, id));
        }, ct);

    async Task<(SeriesRow? Series, ProblemHttpResult? Refusal)> FindSeries(Tx tx, Request request)
    {
        if (request.SeriesId is not { } id)
            return (null, null);
        if (await SeriesRow.Find(tx, Actor, id) is not { } series)
            return (null, Problems.At("/seriesId", "unknown-series"));
        if (SeriesRules.Check(Actor, series, SeriesAction.Plan) is { } refusal)
            return (null, refusal);
        return (series, (request.Kind ?? series.Kind) == series.Kind && (request.Grid ?? series.GridCode) == series.GridCode
            && (request.GroupId is null || request.GroupId == series.GroupId)
            ? null
            : Problems.At("/seriesId", "not-of-series"));
    }

    async Task<ProblemHttpResult?> CheckWhereAndWhen(Tx tx, Request request, SeriesRow? series)
    {
        if (series is null
            && (await MeetingRules.CheckGrid(tx, Actor, request.Grid!, request.GroupId)
                ?? await MeetingRules.CheckGroup(tx, Actor, request.GroupId)) is { } refusal)
            return refusal;
        var day = tx.DayOf(request.HeldAt ?? request.PlannedAt);
        return (request.HeldAt is { } heldAt ? MeetingRules.CheckHeldAt(tx, heldAt) : null)
            ?? MeetingTime.Check(tx, request.PlannedAt, request.HeldAt is not null)
            ?? (series is not null && series.CycleOf(day) is null
                ? Problems.At(request.HeldAt is null ? "/plannedAt" : "/heldAt", "outside-series", $"{day:yyyy-MM-dd}")
                : null)
            ?? (await NeedSubmission.FindPlace(tx, Actor, request.PlaceId, "/placeId")).Refusal;
    }

    const string Insert = """
        INSERT INTO meetings (id, series_id, kind, title, agenda, grid_code, group_id, place_id, venue, status, planned_at, day, cycle_day,
                              held_at, minutes, salt, created_by, created_at, version)
        VALUES (@Id, @SeriesId, @Kind, @Title, @Agenda, @Grid, @GroupId, @PlaceId, @Venue, @Status, @PlannedAt, @Day, @CycleDay,
                @HeldAt, @Minutes, @Salt, @By, @Now, 1)
        """;
}
