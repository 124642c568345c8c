using System.Collections.Frozen;
using GridGov.Text;

namespace GridGov.Domain.Tickets.Procedures;

/// <summary>What the required properties of the actions' bodies are called.</summary>
static class RequiredPropertyLabels
{
    public static readonly FrozenDictionary<string, LocalizedText> All = new Dictionary<string, LocalizedText>(StringComparer.Ordinal)
    {
        ["reason"] = new("理由", "a reason"),
        ["verifierId"] = new("核实人", "a verifier"),
        ["question"] = new("核实问题", "a question to verify"),
        ["findings"] = new("核实结果", "the findings"),
        ["assessment"] = new("研判意见", "an assessment"),
        ["into"] = new("并入的案卷", "the ticket to merge into"),
        ["handlerId"] = new("处置人", "a handler"),
        ["parts"] = new("各子单", "the parts"),
        ["result"] = new("处置结果", "the result"),
        ["until"] = new("截止日期", "a day until when"),
        ["score"] = new("评分", "a score"),
        ["text"] = new("内容", "a text"),
        ["purpose"] = new("事由", "a purpose"),
        ["participants"] = new("参加人员", "the participants"),
        ["personId"] = new("人员", "a person"),
        ["instruction"] = new("督办要求", "an instruction"),
        ["replyBy"] = new("回复期限", "a deadline for the reply"),
        ["kind"] = new("联系事项", "the kind of call"),
        ["reached"] = new("是否联系上", "whether somebody was reached"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static LocalizedText AfterPhoto => new("处置后照片", "a photo of afterwards");

    public const string AfterPhotoName = "afterPhoto";
}
