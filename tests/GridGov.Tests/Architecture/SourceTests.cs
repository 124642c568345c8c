using System.Text.RegularExpressions;
using GridGov.Api;

namespace GridGov.Tests.Architecture;

/// <summary>Rules for the source text.</summary>
public partial class SourceTests
{
    [Fact]
    public void Only_the_data_platform_knows_the_engine() =>
        Repository.Sources
            .Where(source => !source.Path.StartsWith("GridGov.Data/", StringComparison.Ordinal)
                && (source.Text.Contains("Microsoft.Data.Sqlite", StringComparison.Ordinal)
                    || source.Text.Contains("Npgsql", StringComparison.Ordinal)))
            .Select(source => source.Path)
            .ShouldBeEmpty();

    /// <summary>All other code reads through <c>CounterReader</c> and writes through <c>CounterStore</c>.</summary>
    [Fact]
    public void Only_the_counters_folder_knows_the_tables_of_the_counters()
    {
        var knowing = Repository.Sources.Where(source => CounterTable().IsMatch(source.Text))
            .ToLookup(source => source.Path.Contains("/Counters/", StringComparison.Ordinal));
        knowing[true].Count().ShouldBeGreaterThan(2);
        knowing[false].Select(source => source.Path).ShouldBeEmpty();
    }

    /// <summary>No request can make the server call another server.</summary>
    [Fact]
    public void The_program_calls_no_other_server() =>
        Repository.Sources.Where(source => OutgoingCall().IsMatch(source.Text)).Select(source => source.Path).ShouldBeEmpty();

    [Fact]
    public void Problems_are_made_with_codes_of_the_catalogue()
    {
        var used = Repository.Sources.SelectMany(source => ProblemCode().Matches(source.Text)
            .Select(match => (source.Path, Code: match.Groups["code"].Value))).ToList();
        used.Count.ShouldBeGreaterThan(20);
        used.Where(one => !ProblemCatalogue.All.ContainsKey(one.Code)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_problem_has_a_text_in_both_languages_with_the_same_placeholders() =>
        ProblemCatalogue.All.Values
            .Where(kind => string.IsNullOrWhiteSpace(kind.English) || string.IsNullOrWhiteSpace(kind.Chinese)
                || kind.English.Contains("{0}", StringComparison.Ordinal) != kind.Chinese.Contains("{0}", StringComparison.Ordinal)
                || !Han().IsMatch(kind.Chinese))
            .Select(kind => kind.Code)
            .ShouldBeEmpty();

    [GeneratedRegex(@"\b(HttpClient|IHttpClientFactory|HttpMessageInvoker|WebRequest|WebClient|TcpClient|UdpClient|ClientWebSocket|"
        + @"SmtpClient|Dns|Ping)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OutgoingCall();

    [GeneratedRegex(@"\bcounter_changes\b|\b(?:FROM|JOIN|INTO|UPDATE)\s+counters\b", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CounterTable();

    // Matches Of("code"…) and At("/pointer" or $"…" or a variable, "code"…).
    [GeneratedRegex("""Problems\.(?:Of\(\s*|At\(\s*[^,()]+,\s*)"(?<code>[^"]*)["]""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ProblemCode();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Han();
}
