using System.Collections.Frozen;
using System.Globalization;
using FluentValidation.Resources;
using GridGov.Text;

namespace GridGov.Api.Binding;

/// <summary>
/// What a broken rule is called: FluentValidation's rules by their names, our own by their codes. No message names the
/// property, because the error's pointer does, and a property's name is English.
/// </summary>
sealed class ValidationMessages : LanguageManager
{
    static readonly FrozenDictionary<string, LocalizedText> Texts = new Dictionary<string, LocalizedText>(StringComparer.Ordinal)
    {
        ["NotEmptyValidator"] = new("不能为空。", "The value must not be empty."),
        ["NotNullValidator"] = new("不能为空。", "The value must not be empty."),
        ["MaximumLengthValidator"] = new("最多 {MaxLength} 个字符。", "The text must have at most {MaxLength} characters."),
        ["MinimumLengthValidator"] = new("至少 {MinLength} 个字符。", "The text must have at least {MinLength} characters."),
        ["LengthValidator"] = new("须有 {MinLength} 至 {MaxLength} 个字符。", "The text must have {MinLength} to {MaxLength} characters."),
        ["InclusiveBetweenValidator"] = new("必须在 {From} 和 {To} 之间。", "The value must be between {From} and {To}."),
        ["GreaterThanValidator"] = new("必须大于 {ComparisonValue}。", "The value must be greater than {ComparisonValue}."),
        ["GreaterThanOrEqualValidator"] = new("不得小于 {ComparisonValue}。", "The value must not be less than {ComparisonValue}."),
        ["LessThanOrEqualValidator"] = new("不得大于 {ComparisonValue}。", "The value must not be greater than {ComparisonValue}."),
        ["RegularExpressionValidator"] = new("格式不正确。", "The value is not in the right format."),
        ["unknown_code"] = new("不是已有的代码。", "The value must be one of the existing codes."),
        ["wrong_format"] = new("格式与接口约定不符。", "The value is not in the format that the contract describes."),
        ["too_many"] = new("值的数量超过上限。", "There are more values than are accepted at once."),
        ["duplicate"] = new("有重复的值。", "A value is there more than once."),
        ["wrong_length"] = new("过短或过长。", "The text is too short or too long."),
        ["too_long"] = new("过长。", "The value is too long."),
        ["too_exact"] = new("小数位过多。", "The number has more decimals than are kept."),
        ["required"] = new("不能为空。", "The value must not be empty."),
        ["not_asked"] = new("仅在联系上并得到答复时填写。", "The value is only for a call that was answered."),
        ["no_level_below"] = new("单元网格之下不再设网格。", "A unit grid has no grids below it."),
        ["parent_disagrees"] = new("与编码所属的上级不符。", "The parent is not the one that the code lies in."),
        ["swapped"] = new("经度与纬度写反。", "Longitude and latitude are swapped."),
        ["out_of_range"] = new("超出范围。", "The value is out of range."),
        ["invalid_value"] = new("含有无效字符。", "The text has invalid characters."),
        ["not_for_post"] = new("该岗位不设此项。", "This post has no such value."),
        ["not_together"] = new("不能与其他参数同时使用。", "The value cannot be used together with the other parameters."),
        ["same_password"] = new("新密码不能与当前密码相同。", "The new password must differ from the current one."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>FluentValidation has its Chinese messages under zh-CN only.</summary>
    static readonly CultureInfo Chinese = new(Languages.Chinese);

    public override string GetString(string key, CultureInfo? culture = null)
    {
        var chinese = Problems.IsChinese(culture ?? CultureInfo.CurrentUICulture);
        return Texts.TryGetValue(key, out var text) ? text.In(chinese) : base.GetString(key, chinese ? Chinese : culture);
    }
}

static class ValidationMessageRules
{
    /// <summary>A message of this rule alone, in the language of the answer.</summary>
    public static IRuleBuilderOptions<T, TProperty> WithMessage<T, TProperty>(
        this IRuleBuilderOptions<T, TProperty> rule, string chinese, string english) =>
        rule.WithMessage(_ => new LocalizedText(chinese, english).In(Problems.InChinese));
}
