using FluentValidation.Resources;

namespace GridGov.Api.Binding;

/// <summary>What a broken rule of our own is called when it says nothing better itself: by its code, in both languages.</summary>
sealed class ValidationMessages : LanguageManager
{
    public ValidationMessages()
    {
        AddMessage("unknown_code", "'{PropertyName}' must be one of the codes that there are.", "'{PropertyName}' 不是已有的代码。");
        AddMessage("wrong_format", "'{PropertyName}' is not in the format that the contract describes.", "'{PropertyName}' 的格式与接口约定不符。");
        AddMessage("too_many", "'{PropertyName}' has more values than are taken at once.", "'{PropertyName}' 的值过多。");
        AddMessage("duplicate", "'{PropertyName}' has the same more than once.", "'{PropertyName}' 有重复。");
        AddMessage("wrong_length", "'{PropertyName}' is too short or too long.", "'{PropertyName}' 过短或过长。");
        AddMessage("too_long", "'{PropertyName}' is too long.", "'{PropertyName}' 过长。");
        AddMessage("too_exact", "'{PropertyName}' has more decimals than are kept.", "'{PropertyName}' 的小数位过多。");
        AddMessage("required", "'{PropertyName}' must not be empty.", "'{PropertyName}' 不能为空。");
        AddMessage("not_asked", "'{PropertyName}' is only said of a call that was answered.", "'{PropertyName}' 仅在联系上并得到答复时填写。");
        AddMessage("no_level_below", "'{PropertyName}' is a unit grid, and no grids are below one.", "'{PropertyName}' 是单元网格，其下不再设网格。");
        AddMessage("parent_disagrees", "'{PropertyName}' is not the one that the code lies in.", "'{PropertyName}' 与编码所属的上级不符。");
        AddMessage("swapped", "Longitude and latitude are swapped: lng comes first.", "经度与纬度写反：lng 为经度，lat 为纬度。");
        AddMessage("out_of_range", "'{PropertyName}' is out of range.", "'{PropertyName}' 超出范围。");
        AddMessage("invalid_value", "'{PropertyName}' has characters that no text has.", "'{PropertyName}' 含有无效字符。");
    }

    void AddMessage(string code, string english, string chinese)
    {
        AddTranslation("en", code, english);
        AddTranslation("zh-CN", code, chinese);
    }
}
