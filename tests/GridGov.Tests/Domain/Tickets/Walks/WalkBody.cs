using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets.Walks;

/// <summary>Request bodies for the verbs: valid ones, and invalid ones for actions that the table allows.</summary>
static class WalkBody
{
    /// <param name="Refusal">The expected refusal code; null when the body is valid.</param>
    public readonly record struct Sent(object Body, string? Refusal = null);

    static bool Handles(Post post) => post.Kind is PostKind.ServiceOfficer or PostKind.Instructor or PostKind.DepartmentHandler;

    static bool Verifies(Post post) => post.May(Capability.TicketReportBack);

    /// <param name="other">Another open ticket, as the target of a merge.</param>
    /// <param name="told">Gives the calls to the reporter; used only for a call-back.</param>
    public static Sent Valid(WalkStreet street, TicketView ticket, TicketAction action, WalkStreet.Member by, Id other, in Calls told,
        ref Dice dice)
    {
        var (row, now) = (ticket.Row, ticket.Now);
        var day = Day(now, 1 + dice.Next(12));
        var soon = Soon(now, 1 + dice.Next(3000));
        return action switch
        {
            TicketAction.Accept or TicketAction.Take or TicketAction.Arrive => new(new { }),
            TicketAction.Verify => new(new { verifierId = Someone(Verifies, ref dice), question = "属实吗" }),
            TicketAction.ReportBack => new(new { findings = "属实", confirmed = true }),
            TicketAction.Merge => new(new { into = other.ToString(), differs = true }),
            TicketAction.Note => new(new { assessment = "研判" }),
            TicketAction.SelfHandle or TicketAction.Resolve or TicketAction.ReportResult => new(new { result = $"结果{dice.Next(100)}" }),
            TicketAction.Dispatch => new(new { handlerId = Someone(Handles, ref dice), instruction = "请办" }),
            TicketAction.Reassign => Reassigned(ref dice),
            TicketAction.Split => Divided(ref dice),
            TicketAction.Amend => new(Amended(ref dice)),
            TicketAction.Withdraw => new(new { reason = "理由" }, told.HasMerged ? "has-merged-reports" : null),
            TicketAction.Suspend or TicketAction.RequestSuspension => new(new { until = day, reason = "待春季" }),
            TicketAction.Resume or TicketAction.Pass => new(new { comment = "可" }),
            // The requested day may have passed before the decision.
            TicketAction.ApproveRequest =>
                new(new { comment = "同意" }, ticket.Related.Request?.UntilDay is { } until && until <= DayOf(now) ? "invalid-input" : null),
            TicketAction.Evaluate => new(new { score = 1 + dice.Next(5), comment = "满意" }),
            TicketAction.Comment or TicketAction.Reply => new(new { text = "内容" }),
            TicketAction.Contact => Called(row, by, told, ref dice),
            TicketAction.Summon => new(new { purpose = "联合处置", participants = ParticipantsFor(ref dice) }),
            TicketAction.Excuse => Excused(),
            TicketAction.Supervise => new(new { instruction = "请回复", replyBy = soon }),
            TicketAction.Remind => new(new { text = "请回复", replyBy = soon }),
            _ => new(new { reason = "理由" }),
        };

        string Someone(Func<Post, bool> fit, ref Dice dice) =>
            dice.Of(street.People.Where(member => member.Fits(row.GridCode, fit)).ToList()).Id.ToString();

        object[] ParticipantsFor(ref Dice dice)
        {
            if (dice.OneIn(4))
                return [new { role = "urban_management" }];
            var (one, two) = (Someone(Handles, ref dice), Someone(Handles, ref dice));
            return one == two ? [new { personId = one }] : [new { personId = one }, new { personId = two }];
        }

        object Amended(ref Dice dice)
        {
            var description = $"更正{dice.Next(1_000_000)}";
            if (dice.OneIn(3))
                return new { description, reason = "有误" };
            // Nobody is bound to the grid.
            var grids = new[] { street.Street.Grid, street.Street.NextGrid, street.Street.OtherGrid, street.Street.Community }
                .Where(grid => by.Fits(grid, post => post.May(Capability.TicketFile))).ToList();
            if (dice.OneIn(2) && grids.Count > 0 && row.HandlerId is null && row.Status != TicketStatus.Verifying
                && ticket.Related.JointAction is null)
            {
                return new { description, grid = dice.Of(grids), reason = "有误" };
            }
            if (dice.OneIn(2))
                return new { description, urgency = dice.Of(Codes<Urgency>.All.Order(StringComparer.Ordinal).ToList()), reason = "有误" };
            return new { description, category = dice.Of(["0101", "0107", "0303", "0802"]), reason = "有误" };
        }

        Sent Divided(ref Dice dice)
        {
            var parts = new List<object>();
            for (var i = row.HasParts ? 1 : dice.Next(3); i < 3; i++)
            {
                var handlerId = dice.OneIn(2) ? Someone(Handles, ref dice) : null;
                parts.Add(new { category = dice.Of<string>(["0107", "0303", "0701"]), description = $"子单{dice.Next(1000)}", handlerId });
            }
            var whole = row.HandlerId is null || dice.OneIn(4) ? Someone(Handles, ref dice) : null;
            return new(new { parts, handlerId = whole },
                parts.Count + ticket.Related.Parts.Count is < 2 or > 10 ? "number-of-parts" : null);
        }

        Sent Reassigned(ref Dice dice)
        {
            var handler = Someone(Handles, ref dice);
            return new(new { handlerId = handler, reason = "休假" }, handler == row.HandlerId?.ToString() ? "already-the-handler" : null);
        }

        Sent Excused()
        {
            // Refused anyway when there is no open joint action.
            var waiting = ticket.Related.JointAction?.Participants.Where(one => !one.Finished).ToList() ?? [];
            var person = waiting.Find(one => one.PersonId != by.Id)?.PersonId;
            return new(new { personId = (person ?? by.Id).ToString(), reason = "无需到场" }, person is null ? "own-excuse" : null);
        }
    }

    static Sent Called(TicketRow row, WalkStreet.Member by, in Calls told, ref Dice dice)
    {
        var callsBack = dice.OneIn(row.Status == TicketStatus.Closed ? 1 : 4);
        var reached = !dice.OneIn(3);
        var refusal = !told.HasReporter ? "no-reporter"
            : !callsBack ? null
            : row.PartOf is not null ? "part-not-called-back"
            : row.Status != TicketStatus.Closed ? "not-closed-yet"
            : row.ResolvedBy == by.Id ? "resolver-cannot-check"
            : told.Answered ? "already-called-back"
            : null;
        return callsBack && reached
            ? new(new { kind = "call_back", reached, solved = dice.OneIn(2), satisfied = dice.OneIn(2), note = "已回访" }, refusal)
            : new(new { kind = callsBack ? "call_back" : "response", reached }, refusal);
    }

    /// <summary>The calls to the reporter of a ticket.</summary>
    /// <param name="Answered">The reporter has answered a call-back since the closing.</param>
    /// <param name="HasMerged">Other tickets are merged into it.</param>
    public readonly record struct Calls(bool HasReporter, bool Answered, bool HasMerged);

    /// <param name="ended">Another ticket that has ended, if there is one.</param>
    /// <returns>Null when the verb has no body that could be invalid.</returns>
    public static Sent? Invalid(WalkStreet street, TicketView ticket, TicketAction action, Id? ended, ref Dice dice)
    {
        var (row, now) = (ticket.Row, ticket.Now);
        var choice = dice.Next(3);
        var handler = street.Named("department").Id.ToString();
        return action switch
        {
            TicketAction.Accept or TicketAction.Take or TicketAction.Arrive => new(new { nonsense = 1 }, "invalid-input"),
            TicketAction.Verify =>
                new(new { verifierId = street.Named("outsider").Id.ToString(), question = "?" }, "verifier-outside-grid"),
            TicketAction.ReportBack => new(new { findings = " " }, "invalid-input"),
            TicketAction.Merge when ended is { } over && choice == 0 => new(new { into = over.ToString(), differs = true }, "merge-target-ended"),
            TicketAction.Merge => choice == 1
                ? new(new { into = row.Id.ToString() }, "merge-into-itself")
                : new(new { into = new Id(7).ToString() }, "merge-target-missing"),
            TicketAction.Note => new(new { assessment = "" }, "invalid-input"),
            TicketAction.SelfHandle or TicketAction.Resolve or TicketAction.ReportResult => new(new { result = " " }, "invalid-input"),
            TicketAction.Dispatch => new(new { handlerId = street.Named("head1").Id.ToString() }, "handler-outside-grid"),
            TicketAction.Reassign =>
                new(new { handlerId = street.Named("head1").Id.ToString(), reason = "休假" }, "handler-outside-grid"),
            TicketAction.Split => choice switch
            {
                0 => new(new { parts = Array.Empty<object>() }, "invalid-input"),
                1 => new(new
                {
                    parts = new[] { new { category = "9999", description = "x" }, new { category = "0107", description = "x" } },
                    handlerId = handler
                }, "unknown-category"),
                _ => new(new
                {
                    parts = new[] { new { category = "0107", description = "x" }, new { category = "0107", description = "x" } },
                    handlerId = street.Named("head1").Id.ToString()
                }, "handler-outside-grid"),
            },
            TicketAction.Suspend or TicketAction.RequestSuspension =>
                new(new { until = Day(now, choice == 0 ? 0 : 400), reason = "x" }, "invalid-input"),
            TicketAction.Resume or TicketAction.Pass or TicketAction.ApproveRequest =>
                new(new { comment = new string('长', 501) }, "invalid-input"),
            TicketAction.Evaluate => new(new { score = 6 }, "invalid-input"),
            TicketAction.Comment or TicketAction.Reply => new(new { text = "" }, "invalid-input"),
            TicketAction.Summon => choice switch
            {
                0 => new(new { purpose = "x", participants = new[] { new { personId = street.Named("head1").Id.ToString() } } },
                    "participant-outside-grid"),
                1 => new(new { purpose = "x", participants = new[] { new { role = "culture" } } }, "role-vacant"),
                _ => new(new { purpose = "x", participants = new[] { new { personId = handler }, new { personId = handler } } },
                    "participant-twice"),
            },
            TicketAction.Excuse => new(new { personId = street.Named("outsider").Id.ToString(), reason = "x" }, "not-a-participant"),
            TicketAction.Supervise => new(new { instruction = "x", replyBy = Soon(now, -1) }, "invalid-input"),
            TicketAction.Remind => new(new { text = "x", replyBy = Soon(now, -1) }, "invalid-input"),
            TicketAction.Contact =>
                new(choice == 0 ? new { kind = "call_back", reached = true } : new { kind = "response", reached = true, solved = true },
                    "invalid-input"),
            TicketAction.Reject or TicketAction.Return or TicketAction.Escalate or TicketAction.Fail or TicketAction.Cancel
                or TicketAction.Reopen or TicketAction.Withdraw or TicketAction.Recall or TicketAction.Amend
                or TicketAction.RequestExtension or TicketAction.RefuseRequest or TicketAction.CancelJointAction or TicketAction.Lift =>
                    new(new { reason = "  " }, "invalid-input"),
            _ => null,
        };
    }

    static DateOnly DayOf(Instant now) => DateOnly.FromDateTime(now.ToUtc().ToOffset(TimeSpan.FromHours(8)).DateTime);

    static string Day(Instant now, int days) => DayOf(now).AddDays(days).ToString("yyyy-MM-dd");

    static string Soon(Instant now, int minutes) => (now + TimeSpan.FromMinutes(minutes)).ToUtc().ToString("O");
}
