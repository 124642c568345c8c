using System.Text.RegularExpressions;

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
        // The migrations rename the columns of older databases.
        var knowing = Repository.Sources
            .Where(source => !source.Path.Contains("/Migrations/", StringComparison.Ordinal) && CounterTable().IsMatch(source.Text))
            .ToLookup(source => source.Path.Contains("/Counters/", StringComparison.Ordinal));
        knowing[true].Count().ShouldBeGreaterThan(2);
        knowing[false].Select(source => source.Path).ShouldBeEmpty();
    }

    /// <summary>No request can make the server call another server.</summary>
    [Fact]
    public void The_program_calls_no_other_server() =>
        Repository.Sources.Where(source => OutgoingCall().IsMatch(source.Text)).Select(source => source.Path).ShouldBeEmpty();

    [GeneratedRegex(@"\b(HttpClient|IHttpClientFactory|HttpMessageInvoker|WebRequest|WebClient|TcpClient|UdpClient|ClientWebSocket|"
        + @"SmtpClient|Dns|Ping)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OutgoingCall();

    [GeneratedRegex(@"\bcounter_changes\b|\b(?:FROM|JOIN|INTO|UPDATE)\s+counters\b", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CounterTable();
}
