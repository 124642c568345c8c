using FluentValidation.Resources;

namespace GridGov.Api.Binding;

/// <summary>The default messages of this program's rules, by code, in both languages.</summary>
sealed class ValidationMessages : LanguageManager
{
    public ValidationMessages()
    {
        AddMessage("unknown_code", "'{PropertyName}' is not a known code.", "'{PropertyName}' 不是已有的代码。");
        AddMessage("wrong_format", "'{PropertyName}' is not in the format that the contract describes.", "'{PropertyName}' 的格式与接口约定不符。");
        AddMessage("too_many", "'{PropertyName}' has too many values.", "'{PropertyName}' 的值过多。");
        AddMessage("duplicate", "'{PropertyName}' has duplicate values.", "'{PropertyName}' 有重复。");
        AddMessage("wrong_length", "'{PropertyName}' is too short or too long.", "'{PropertyName}' 过短或过长。");
        AddMessage("too_long", "'{PropertyName}' is too long.", "'{PropertyName}' 过长。");
        AddMessage("too_exact", "'{PropertyName}' has too many decimals.", "'{PropertyName}' 的小数位过多。");
        AddMessage("required", "'{PropertyName}' must not be empty.", "'{PropertyName}' 不能为空。");
        AddMessage("not_asked", "'{PropertyName}' may only be given for an answered call.", "'{PropertyName}' 仅在联系上并得到答复时填写。");
        AddMessage("no_level_below", "'{PropertyName}' is a unit grid, which has no grids below it.", "'{PropertyName}' 是单元网格，其下不再设网格。");
        AddMessage("parent_disagrees", "'{PropertyName}' is not the parent of the code.", "'{PropertyName}' 与编码所属的上级不符。");
        AddMessage("out_of_range", "'{PropertyName}' is out of range.", "'{PropertyName}' 超出范围。");
        AddMessage("invalid_value", "'{PropertyName}' has invalid characters.", "'{PropertyName}' 含有无效字符。");
    }

    void AddMessage(string code, string english, string chinese)
    {
        AddTranslation("en", code, english);
        AddTranslation("zh-CN", code, chinese);
    }
}
