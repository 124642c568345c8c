using GridGov.Api;

namespace GridGov.Domain.Places;

/// <summary>Problems of places.</summary>
static class PlaceProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "unknown-place",
            new("在您的范围内没有该场所。", "There is no such place within your scope.")),
        new(400, "place-retired",
            new("该场所已撤销。", "The place is retired."),
            new("场所“{0}”已撤销。", "The place “{0}” is retired.")),
        new(400, "place-needs-grid",
            new("请指定网格或位置。", "Name the grid, or the position."),
            new("请指定网格，或给出位于您管理的网格内的位置。",
                "Name the grid, or give a position that lies in a grid whose places you manage.")),
        new(400, "position-outside-grids",
            new("位置不在您可管理场所的任何网格内。", "The position lies in no grid whose places you manage."),
            new("位置不在您可管理场所的任何网格内；最近的是 {0}，相距 {1} 米。请核对坐标系，或指定网格。",
                "The position lies in no grid whose places you manage; the nearest is {0}, {1} m away. Check the datum, or name the " +
                "grid.")),
        new(400, "place-above-street",
            new("场所须属于街道、社区或单元网格。", "Places belong to a street, community or unit grid.")),
        new(400, "personal-number-in-place",
            new("场所不记录手机号码和居民身份证号码。", "A place holds no mobile telephone and no identity card number."),
            new("此处有手机号码或居民身份证号码；场所不是人员登记，请删去。单位电话请填“办公电话”。",
                "There is a mobile telephone or identity card number in it. Places are no register of people; leave it out. An office's " +
                "telephone number goes to officePhone.")),
        new(400, "not-for-households",
            new("住户没有运营单位、开放时间和办公电话。", "A household has no organisation, opening hours or office telephone."),
            new("住户是门牌，没有运营单位、开放时间和办公电话。",
                "A household is a door number, without an organisation that runs it, opening hours or office telephone.")),
        new(409, "place-already-retired",
            new("该场所已撤销，不能再变更。", "The place is retired and can no longer be changed.")),
        new(409, "place-number-used",
            new("本街道已有该外部编号的场所。", "The street has a place with this external number already."),
            new("本街道已有外部编号为“{0}”的场所。", "The street has a place with the external number “{0}” already.")),
    ];
}
