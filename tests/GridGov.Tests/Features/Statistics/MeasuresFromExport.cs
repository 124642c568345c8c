using System.Globalization;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Computes every measure from an exported file alone, as a supervisor's office would in a spreadsheet.</summary>
sealed class MeasuresFromExport(IReadOnlyList<Dictionary<string, string>> rows, DateOnly from, DateOnly to, DateTimeOffset now)
{
    static readonly string[] NeverCounted = ["rejected", "cancelled", "merged", "noted"];

    /// <returns>Numerator and denominator; of a number both are that number.</returns>
    public (long Numerator, long Denominator) Of(string measure) => measure switch
    {
        "resolution_rate" => Share(Established, row => row["status"] == "closed"),
        "due_closed_rate" => Share(Due, row => row["status"] == "closed"),
        "on_time_rate" => Share(Due, OnTime),
        "overdue_rate" => Share(Due, row => !OnTime(row)),
        "street_resolution_rate" => Share(
            row => NotSplit(row) && row["status"] == "closed" && In(row["closedAt"]), row => row["handlingLevel"] != "0"),
        "rework_rate" => Share(Listed("checks"), check => check[1] == "fail"),
        "valid_report_rate" => Share(row => row["decision"] != "" && In(row["decidedAt"]), row => row["decision"] == "valid"),
        "dispatch_accuracy" => Share(Listed("dispatches"), dispatch => dispatch.Length == 2),
        "returned_rate" => Share(Listed("dispatches"), dispatch => dispatch.Length == 3),
        "response_rate" => Share(
            row => row["contactDueAt"] != "" && In(row["contactDueAt"]) && (At(row["contactDueAt"]) < now || InTime(row)), InTime),
        "solution_rate" => Share(Listed("callBacks"), call => call[1] == "solved"),
        "satisfaction_rate" => Share(Listed("callBacks"), call => call[2] == "satisfied"),
        "reopened_rate" => Share(
            rows.Where(NotSplit)
                .SelectMany(row => Items(row, "checks").Where(check => check[1] == "pass").Select(check => (Check: check, Row: row)))
                .Where(each => In(each.Check[0])),
            each => each.Row["closedAt"] == "" || At(each.Row["closedAt"]) != At(each.Check[0])),
        "cancelled_rate" => Share(
            row => NotSplit(row) && row["acceptedAt"] != "" && In(row["acceptedAt"])
                && row["status"] is not ("rejected" or "merged" or "noted"),
            row => row["status"] == "cancelled"),
        "extended_rate" => Share(Established, row => row["extensions"] != "0"),
        "suspended_rate" => Share(Established, row => row["suspensions"] != "0"),
        "petition_free" => Number(row => Established(row) && row["category"] == "0704" && row["handlingLevel"] == "0"),
        "accident_free" => Number(row => Established(row) && row["category"] == "1002"),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "No spreadsheet knows it."),
    };

    /// <summary>A ticket that was split counts by its parts, but for the decision on its report and the calls to its reporter.</summary>
    static bool NotSplit(Dictionary<string, string> row) => row["parts"] == "";

    bool Established(Dictionary<string, string> row) =>
        NotSplit(row) && row["acceptedAt"] != "" && In(row["acceptedAt"]) && !NeverCounted.Contains(row["status"]);

    bool Due(Dictionary<string, string> row) =>
        row["dueDay"] != "" && In(row["dueDay"]) && (OnTime(row) || (row["closingDueAt"] != "" && At(row["closingDueAt"]) < now));

    static bool OnTime(Dictionary<string, string> row) =>
        row["status"] == "closed" && row["closingDueAt"] != "" && At(row["closedAt"]) <= At(row["closingDueAt"]);

    static bool InTime(Dictionary<string, string> row) =>
        row["contactedAt"] != "" && At(row["contactedAt"]) <= At(row["contactDueAt"]);

    IEnumerable<string[]> Listed(string column) => rows.Where(row => column == "callBacks" || NotSplit(row))
        .SelectMany(row => Items(row, column)).Where(item => In(item[0]));

    static IEnumerable<string[]> Items(Dictionary<string, string> row, string column) =>
        row[column].Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split(' '));

    (long, long) Share(Func<Dictionary<string, string>, bool> denominator, Func<Dictionary<string, string>, bool> numerator) =>
        Share(rows.Where(denominator), numerator);

    static (long, long) Share<T>(IEnumerable<T> all, Func<T, bool> numerator)
    {
        var list = all.ToList();
        return (list.LongCount(numerator), list.Count);
    }

    (long, long) Number(Func<Dictionary<string, string>, bool> counted) => Share(counted, _ => true);

    /// <summary>The file's times have the offset of the deployment, so their date is the local day.</summary>
    bool In(string time) =>
        DateOnly.ParseExact(time[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture) is var day && day >= from && day < to;

    static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
