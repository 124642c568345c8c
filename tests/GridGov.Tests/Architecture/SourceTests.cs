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

    [Fact]
    public void Rules_match_a_pattern_as_a_whole() =>
        Repository.Sources
            .Where(source => !source.Path.EndsWith("Text/TextRules.cs", StringComparison.Ordinal)
                && (source.Text.Contains("rule.Matches(", StringComparison.Ordinal)
                    || source.Text.Contains(".Matches(\"^", StringComparison.Ordinal)
                    || source.Text.Contains(".Matches(@\"^", StringComparison.Ordinal)))
            .Select(source => source.Path).ShouldBeEmpty("MatchesWhole also refuses a line feed at the end");

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

    /// <summary>The one rule of <c>dotnet format style</c> that the build's analyzers do not check.</summary>
    [Fact]
    public void Usings_are_in_order()
    {
        foreach (var (path, text) in Repository.AllSources)
        {
            var usings = text.Split('\n').Select(line => line.Trim())
                .TakeWhile(line => !line.StartsWith("namespace", StringComparison.Ordinal))
                .Where(line => line.StartsWith("using ", StringComparison.Ordinal)).ToList();
            usings.SequenceEqual(usings.OrderBy(Kind).ThenBy(NameOf, new BySegments())).ShouldBeTrue($"{path}: dotnet format style sorts them");
        }

        // Aliases are last, after the static ones; System comes first.
        static int Kind(string line) => line.Contains('=', StringComparison.Ordinal) ? 4
            : (line.StartsWith("using static ", StringComparison.Ordinal) ? 2 : 0) + (IsSystem(NameOf(line)) ? 0 : 1);

        static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);

        static string NameOf(string line) => line["using ".Length..].Replace("static ", "", StringComparison.Ordinal).TrimEnd(';');
    }

    sealed class BySegments : IComparer<string>
    {
        public int Compare(string? x, string? y) =>
            x!.Split('.').Zip(y!.Split('.'), StringComparer.OrdinalIgnoreCase.Compare).FirstOrDefault(order => order != 0) is not 0 and var order
                ? order
                : x.Length - y.Length;
    }

    [GeneratedRegex(@"\b(HttpClient|IHttpClientFactory|HttpMessageInvoker|WebRequest|WebClient|TcpClient|UdpClient|ClientWebSocket|"
        + @"SmtpClient|Dns|Ping)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OutgoingCall();

    [GeneratedRegex(@"\bcounter_changes\b|\b(?:FROM|JOIN|INTO|UPDATE)\s+counters\b", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CounterTable();
}
