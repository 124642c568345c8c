using System.Net;

namespace GridGov.Tests.Features.Operations;

/// <summary>What the fuzzer has found (tests/GridGov.Benchmarks/Fuzz), each once and small.</summary>
public class HostileInputTests
{
    /// <summary>U+0958 and U+1D160 have no composed form of their own: NFC makes two and three of each.</summary>
    [Theory]
    [InlineData("\u0958", 51)]
    [InlineData("\U0001d160", 34)]
    public async Task A_name_that_composition_makes_too_long_is_not_imported(string character, int times)
    {
        var town = await Town.New();
        var csv = $"code,name\n{town.Community}077,{string.Concat(Enumerable.Repeat(character, times))}\n";
        (await (await town.Admin()).PostRaw("/v1/grids/import", csv, "text/csv")).ShouldFault("/line/2", "too_long", "invalid-import");
        (await (await town.Admin()).Get($"/v1/grids/{town.Community}077")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }
}
