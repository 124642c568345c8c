using System.Security.Cryptography;
using System.Text;
using GridGov.Api;
using GridGov.Domain.PublicReports;

namespace GridGov.Features.PublicReports;

/// <summary>What every operation of the public asks first.</summary>
public sealed class PublicAccess(PublicReportSettings settings, PublicBudgets budgets)
{
    /// <summary>The header in which a proxy says that it has asked for a captcha.</summary>
    public const string TokenHeader = "Public-Token";

    /// <summary>The refusal of a read, when the public cannot report at all.</summary>
    public ProblemHttpResult? CheckOn() => settings.Enabled ? null : Problems.Of("public-reports-off");

    /// <summary>The refusal of a write, which a deployment can tie to its own page.</summary>
    public ProblemHttpResult? CheckWrite(string? token) => CheckOn() ?? (settings.Token is { } wanted
        && !CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(wanted)), SHA256.HashData(Encoding.UTF8.GetBytes(token ?? "")))
            ? Problems.Of("public-token-needed")
            : null);

    /// <summary>
    /// The report of a receipt with its secret. A wrong receipt and a wrong secret are one answer after the same work: one statement
    /// and one comparison.
    /// </summary>
    internal async Task<(PublicReportRow? Report, ProblemHttpResult? Refusal)> Find(
        Tx tx, HttpContext http, string receipt, string? secret)
    {
        if (budgets.CheckAddress(http) is { } exhausted)
            return (null, exhausted);
        var number = Receipt.Parse(receipt);
        var row = await PublicReportRow.FindByReceipt(tx, number);
        return Receipt.Matches(row?.SecretHash, secret) ? (row, null) : (null, budgets.CountWrong(http, number));
    }
}
