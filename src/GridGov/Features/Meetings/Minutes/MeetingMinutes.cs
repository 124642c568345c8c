using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;

namespace GridGov.Features.Meetings.Minutes;

/// <summary>The minutes of a meeting (会议纪要), with what became of its points.</summary>
/// <param name="Meeting">The meeting, with its agenda and minutes.</param>
/// <param name="Attendees">Who was invited and who came, as the reader may see them.</param>
/// <param name="Points">The points, in order, with what became of each.</param>
/// <param name="Marks">The marks of a residents' review.</param>
/// <param name="Answers">How many points are answered.</param>
public sealed record MeetingMinutes(
    Meeting Meeting, IReadOnlyList<Attendee> Attendees, IReadOnlyList<Point> Points, IReadOnlyList<ReviewMark> Marks,
    MeetingMinutes.AnswerCounts Answers)
{
    /// <summary>Numbers of points.</summary>
    /// <param name="Points">All of them.</param>
    /// <param name="Decided">Those to which something was decided.</param>
    /// <param name="Answered">Those that were noted, or whose ticket or need is closed, as far as the reader may see it.</param>
    /// <param name="Unseen">Those whose ticket or need the reader may not see; they are in no rate.</param>
    /// <param name="DecidedRate">Decided ÷ points, such as 66.67 %; null without points.</param>
    /// <param name="AnsweredRate">Answered ÷ the points that are not unseen; null without any.</param>
    public sealed record AnswerCounts(int Points, int Decided, int Answered, int Unseen, string? DecidedRate, string? AnsweredRate)
    {
        internal static AnswerCounts Of(IReadOnlyList<Point> points)
        {
            var decided = points.Count(point => point.Status != PointStatus.Raised);
            var answered = points.Count(point => point.Answered is true);
            var unseen = points.Count(point => point.Status != PointStatus.Raised && point.Answered is null);
            return new AnswerCounts(
                points.Count, decided, answered, unseen, Rate(decided, points.Count), Rate(answered, points.Count - unseen));
        }

        static string? Rate(int numerator, int denominator) => new Domain.Statistics.Rate(numerator, denominator).Display;
    }
}
