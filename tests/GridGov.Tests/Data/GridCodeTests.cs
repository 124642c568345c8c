using GridGov.Data;

namespace GridGov.Tests.Data;

public class GridCodeTests
{
    [Theory]
    [InlineData("410000", "41")]
    [InlineData("410000000000", "41")]
    [InlineData("410100", "4101")]
    [InlineData("410100000000", "4101")]
    [InlineData("419001", "419001")]
    [InlineData("410103", "410103")]
    [InlineData("410103000", "410103")]
    [InlineData("410103000000", "410103")]
    [InlineData("410103101", "410103101")]
    [InlineData("410103101000", "410103101")]
    [InlineData("410103101000000", "410103101")]
    [InlineData("410103003005", "410103003005")]
    [InlineData("410103003005000", "410103003005")]
    [InlineData("410103003005006", "410103003005006")]
    [InlineData("410103003010", "410103003010")]
    [InlineData("4101", "4101")]
    [InlineData("9900", "9900")]
    [InlineData("41", "41")]
    [InlineData("41010300000", "41010300000")]
    [InlineData("x", "x")]
    [InlineData("", "")]
    public void Codes_of_national_lists_lose_their_padding(string padded, string code) => GridCode.WithoutPadding(padded).ShouldBe(code);
}
