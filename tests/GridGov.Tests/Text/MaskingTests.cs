using GridGov.Text;

namespace GridGov.Tests.Text;

public class MaskingTests
{
    [Theory]
    [InlineData("王芳", "王*")]
    [InlineData("王小明", "王**")]
    [InlineData("欧阳震华", "欧***")]
    [InlineData("John Smith", "J***")]
    [InlineData("王", "*")]
    [InlineData("𠮷田", "𠮷*")]
    [InlineData(null, null)]
    public void A_masked_name_keeps_its_first_character(string? name, string? masked) => Masking.MaskName(name).ShouldBe(masked);

    [Theory]
    [InlineData("13803711234", "138****1234")]
    [InlineData("+86 138-0371-1234", "138****1234")]
    [InlineData("0371-63968888", "037*****8888")]
    [InlineData("63968888", "******88")]
    [InlineData("037166668888转801", "037*****8888")]
    [InlineData("4008001234", "********34")]
    [InlineData("12345", "*****")]
    [InlineData("110", "***")]
    [InlineData("---", "*")]
    [InlineData(null, null)]
    public void A_masked_number_keeps_enough_for_its_owner(string? phone, string? masked) => Masking.MaskPhone(phone).ShouldBe(masked);

    [Theory]
    [InlineData("138 0371 0001", "13803710001")]
    [InlineData("+86 138-0371-0001", "13803710001")]
    [InlineData("008613803710001", "13803710001")]
    [InlineData("8613803710001", "13803710001")]
    [InlineData("0371-6396 8888", "037163968888")]
    [InlineData("+86 371 6396 8888", "037163968888")]
    [InlineData("+86 10 6396 8888", "01063968888")]
    [InlineData("+86 400 800 1234", "4008001234")]
    [InlineData("+852 2123 4567", "+85221234567")]
    [InlineData("00852 2123 4567", "+85221234567")]
    [InlineData("110", "110")]
    [InlineData("- -", "")]
    [InlineData("+", "")]
    [InlineData("+86", "86")]
    [InlineData("(0371)66668888", "037166668888")]
    [InlineData("037166668888转801", "037166668888")]
    [InlineData("0371-66668888-801", "037166668888")]
    [InlineData("0371-6666-8888", "037166668888")]
    [InlineData("021-6666-8888", "02166668888")]
    [InlineData("400-800-1234-5", "4008001234")]
    [InlineData("(+86)138-0371-0001", "13803710001")]
    [InlineData("＋８６－１３８０３７１０００１", "13803710001")]
    [InlineData("138–0371–0001", "13803710001")]
    [InlineData("+852-2123-4567", "+85221234567")]
    public void Different_spellings_of_a_number_are_equal(string phone, string normalised) =>
        PhoneNumber.Normalise(phone).ShouldBe(normalised);

    [Fact]
    public void A_mask_is_similar_to_no_text_and_not_to_itself() => TextSimilarity.Compute(Masking.Text, Masking.Text).ShouldBe(0);
}
