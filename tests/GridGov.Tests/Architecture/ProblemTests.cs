using System.Text.RegularExpressions;
using GridGov.Api;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Tests.Architecture;

/// <summary>The kinds of problems: registered once, used by their owners, and told in sentences of both languages.</summary>
public partial class ProblemTests
{
    /// <summary>Terms of protocols and formats, which have no Chinese name.</summary>
    static readonly string[] ProtocolTerms =
        ["ETag", "If-Match", "JSON", "CSV", "xlsx", "GeoJSON", "Idempotency-Key", "Content-Type", "Accept", "Retry-After",
         "SHA-256", "JPEG", "PNG", "WebP", "HEIC", "MP4", "PDF"];

    static IEnumerable<ProblemKind> Kinds => ProblemCatalogue.All.Values;

    static void None(Func<ProblemKind, bool> isFaulty) => Kinds.Where(isFaulty).Select(kind => kind.Code).Order().ShouldBeEmpty();

    [Fact]
    public void There_are_the_kinds_of_every_owner() =>
        Owned.SelectMany(owner => owner.Codes).ShouldBe(ProblemCatalogue.All.Keys, ignoreOrder: true);

    [Fact]
    public void Titles_and_details_are_sentences_in_both_languages()
    {
        None(kind => !IsEnglish(kind.Title.En) || !IsEnglish(kind.Detail.En));
        None(kind => !IsChinese(kind.Title.Zh) || !IsChinese(kind.Detail.Zh));
    }

    static bool IsEnglish(string text) =>
        text.EndsWith('.') && text.Contains(' ', StringComparison.Ordinal) && (char.IsUpper(text[0]) || text[0] == '{')
        && !Han().IsMatch(text.Replace("社情", "", StringComparison.Ordinal));

    static bool IsChinese(string text) => text.EndsWith('。') && Han().IsMatch(text);

    [Fact]
    public void A_title_holds_for_every_occurrence() =>
        None(kind => kind.Title.En.Contains('{', StringComparison.Ordinal) || kind.Title.Zh.Contains('{', StringComparison.Ordinal));

    [Fact]
    public void Details_name_the_same_particulars_in_both_languages() =>
        None(kind => !Particulars(kind.Detail.En).SequenceEqual(Particulars(kind.Detail.Zh)));

    static IEnumerable<string> Particulars(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [Fact]
    public void A_Chinese_title_has_no_English_but_the_terms_of_protocols() =>
        Kinds.SelectMany(kind => Word().Matches(kind.Title.Zh).Select(match => match.Value)).Except(ProtocolTerms).ShouldBeEmpty();

    /// <summary>Property names of the body and codes are English; a Chinese reader gets a name instead.</summary>
    [Fact]
    public void A_Chinese_detail_has_no_property_and_no_code() =>
        Kinds.Select(kind => kind.Detail.Zh.Replace("POST /v1/me/password", "", StringComparison.Ordinal))
            .SelectMany(detail => Word().Matches(detail).Select(match => match.Value))
            .Except(ProtocolTerms).ShouldBeEmpty();

    [Fact]
    public void A_detail_without_particulars_stands_beside_the_title_only_where_it_says_more() =>
        Repository.Sources.Where(source => source.Path.EndsWith("Problems.cs", StringComparison.Ordinal))
            .SelectMany(source => SentenceInQuotes().Matches(source.Text).Select(match => match.Value))
            .GroupBy(text => text, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();

    [Fact]
    public void A_code_that_is_registered_twice_is_refused()
    {
        var before = ProblemCatalogue.All;
        var kind = new ProblemKind(400, "twice", new LocalizedText("两次。", "This is there twice."));
        Should.Throw<ArgumentException>(() => ProblemCatalogue.Register([.. before.Values, kind, kind])).Message.ShouldContain("twice");
        ProblemCatalogue.All.ShouldBeSameAs(before);
    }

    [Fact]
    public void A_detail_shows_its_particulars_in_the_language_of_the_answer()
    {
        var kind = new ProblemKind(409, "demo", new("状态不符。", "The status is wrong."), new("状态为“{0}”。", "The status is “{0}”."));
        var status = new LocalizedText("已上报", "Submitted");
        kind.DetailOf(chinese: true, status).ShouldBe("状态为“已上报”。");
        kind.DetailOf(chinese: false, status).ShouldBe("The status is “Submitted”.");
        kind.DetailOf(chinese: true).ShouldBe("状态不符。");
        kind.DetailOf(chinese: false, [null]).ShouldBe("The status is wrong.");
    }

    [Fact]
    public void Problems_are_made_with_registered_codes()
    {
        var used = Repository.Sources.SelectMany(source => UsedCode().Matches(source.Text)
            .Select(match => (source.Path, Code: match.Groups["code"].Value))).ToList();
        used.Count.ShouldBeGreaterThan(100);
        used.Where(one => !ProblemCatalogue.All.ContainsKey(one.Code)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_is_used_and_a_feature_s_kind_by_no_other_feature()
    {
        var users = Repository.Sources.Where(source => !source.Path.EndsWith("Problems.cs", StringComparison.Ordinal)).ToList();
        foreach (var (folder, codes) in Owned)
        {
            var feature = folder.Contains("/Features/", StringComparison.Ordinal);
            foreach (var code in codes)
            {
                var named = $"\"{code}\"";
                var paths = users.Where(user => user.Text.Contains(named, StringComparison.Ordinal)).Select(user => user.Path).ToList();
                paths.ShouldNotBeEmpty(code);
                if (feature)
                    paths.Where(path => !path.StartsWith(folder + "/", StringComparison.Ordinal)).ShouldBeEmpty(code);
            }
        }
    }

    /// <summary>What is shown as a particular has a name in both languages, and never its code.</summary>
    [Fact]
    public void No_code_is_the_particular_of_a_problem() =>
        Repository.Sources.SelectMany(source => CodeAsParticular().Matches(source.Text).Select(match => $"{source.Path}: {match.Value}"))
            .ShouldBeEmpty();

    [Fact]
    public void Every_capability_has_a_name_of_its_own_in_both_languages()
    {
        var labels = Enum.GetValues<Capability>().Select(CapabilityLabels.Of).ToList();
        labels.ShouldAllBe(label => Han().IsMatch(label.Zh) && !Word().IsMatch(label.Zh) && !Han().IsMatch(label.En));
        labels.Select(label => label.Zh).ShouldBeUnique();
        labels.Select(label => label.En).ShouldBeUnique();
    }

    /// <summary>The folders of the owners, with the codes that are written there.</summary>
    static IReadOnlyList<(string Folder, IReadOnlyList<string> Codes)> Owned { get; } =
    [
        .. Repository.Sources.Where(source => source.Path.EndsWith("Problems.cs", StringComparison.Ordinal))
            .Select(source => (source.Path[..source.Path.LastIndexOf('/')], Codes: CodesIn(source.Text)))
            .Where(owner => owner.Codes.Count > 0),
    ];

    static IReadOnlyList<string> CodesIn(string text) => [.. RegisteredCode().Matches(text).Select(match => match.Groups["code"].Value)];

    [GeneratedRegex("""new\(\d{3}, "(?<code>[a-z-]+)"[,]""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RegisteredCode();

    // Of("code"…), At("/pointer" or $"…" or a variable, "code"…), Refused("code"…) and Refuse("code"…)
    [GeneratedRegex("""(?:Problems\.Of\(\s*|Problems\.At\(\s*[^,()]+,\s*|Refused?\()"(?<code>[^"]*)["]""",
        RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex UsedCode();

    [GeneratedRegex("""(?:Problems\.(?:Of|At)|Refused?)\([^;]*\.ToCode\(\)""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CodeAsParticular();

    [GeneratedRegex("\"[^\"\n]*[.。]\"", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SentenceInQuotes();

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("[A-Za-z][A-Za-z0-9_-]*", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Han();
}
