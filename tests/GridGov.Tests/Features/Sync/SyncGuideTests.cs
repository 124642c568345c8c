using System.Text.RegularExpressions;
using GridGov.Host;
using GridGov.Tests.Architecture;

namespace GridGov.Tests.Features.Sync;

public partial class SyncGuideTests
{
    [Fact]
    public async Task The_guide_names_every_kind_of_a_copy_in_its_order()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "openapi", "sync.md"));
        var table = guide[guide.IndexOf("| kind | id |", StringComparison.Ordinal)..];
        Kind().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]).Select(match => match.Groups["kind"].Value)
            .ShouldBe(SyncRegistration.Kinds.All.Select(kind => kind.Name));
    }

    [GeneratedRegex("^\\| `(?<kind>[a-z_]+)` \\|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kind();
}
