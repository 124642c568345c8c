using System.Text.RegularExpressions;

namespace GridGov.Tests.Architecture;

/// <summary>The pages in Markdown.</summary>
public partial class PageLinkTests
{
    static readonly string[] Folders = ["db", "openapi", "seeds", "src", "tests"];

    [Fact]
    public void Links_lead_to_files_and_headings()
    {
        var pages = Folders.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Where(page => !Built().IsMatch(page)).Append(Path.Combine(Repository.Root, "README.md")).ToList();
        pages.Count.ShouldBeGreaterThan(20);
        pages.SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(link => (Page: page, Target: link.Groups["target"].Value)))
            .Where(link => !Leads(link.Page, link.Target))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, link.Page)}: {link.Target}")
            .ShouldBeEmpty();
    }

    static bool Leads(string page, string target)
    {
        var (file, heading) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
        var path = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
        return heading is null
            ? Path.Exists(path)
            : File.Exists(path) && Heading().Matches(File.ReadAllText(path)).Any(line => AnchorOf(line.Groups["text"].Value) == heading);
    }

    /// <summary>As the sites that show Markdown make it.</summary>
    static string AnchorOf(string heading) => string.Concat(heading.ToLowerInvariant()
        .Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>(?!https?:)[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Built();
}
