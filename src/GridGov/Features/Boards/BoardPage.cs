using System.Text;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Boards;
using GridGov.Domain.Boards.Circles;
using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Boards;

/// <summary>A public board as a page, which prints on one sheet of A4.</summary>
/// <param name="home">The address of the deployment, without a slash at its end.</param>
sealed class BoardPage(PublicBoard board, bool zh, string home)
{
    // What a sheet has room for; the JSON has more.
    const int MaxWorkers = 16;
    const int MaxGroups = 8;
    const int MaxVenues = 3;
    const int MaxNeeds = 6;
    const int MaxPointsInRing = 4;

    const string Style = """
        header { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start }
        figure.qr { margin: 0; text-align: center; flex: none; width: 8.5rem } figure.qr svg { width: 7.5rem; height: 7.5rem }
        h3 { font-size: .95rem; margin: .5rem 0 .1rem }
        .columns { columns: 2; column-gap: 1.2rem } section { break-inside: avoid } section h2 { margin: .8rem 0 .3rem }
        tbody th { background: none; font-weight: 600 } ul { margin: .2rem 0; padding-left: 1.2rem } p { margin: .3rem 0 }
        .rate { font-size: 1.5rem; font-weight: bold; color: #1f5f99 }
        @media (max-width: 40rem) { .columns { columns: 1 } }
        @media print {
          @page { margin: 9mm 10mm 10mm } body { font-size: 8.5pt; line-height: 1.3 } table { font-size: 8pt }
          small, .quiet { font-size: 7.5pt }
          th, td { padding: .1rem .3rem } section h2 { font-size: 10pt; margin: .4rem 0 .15rem } h1 { font-size: 15pt }
          figure.qr { width: 30mm } figure.qr svg { width: 27mm; height: 27mm } figcaption { font-size: 7.5pt }
          h3 { font-size: 8.5pt; margin: .2rem 0 0 } section p.note { margin: .2rem 0 }
        }

        """;

    readonly PageText page = new(zh);

    public string Render()
    {
        Head();
        page.Add("<main>");
        Notice();
        page.Add("<div class=\"columns\">");
        Heads();
        Roles();
        Team();
        Office();
        Venues();
        Rate();
        Needs();
        Circle();
        page.Add("</div></main>");
        return HtmlPage.Frame(zh, board.Title, page.Html, Style);
    }

    string Address => home + board.Address;

    void Head()
    {
        var path = string.Join(" › ", board.Grids.Select(grid => page.Data(grid.Name)));
        page.Add("<header><div>")
            .Add($"<h1>{page.Data(board.Title)}</h1>")
            .Add($"<p>{path}{(board.Place is { } place ? " › <b>" + page.Data(place.Name) + "</b>" : "")}</p>")
            .Add(board.Place?.Address is { } at ? $"<p class=\"quiet\">{page.Data(at)}</p>" : "")
            .Add($"<nav class=\"nav\" aria-label=\"{page.Say("语言", "Language")}\">{OtherLanguage()}</nav>")
            .Add("</div>")
            .Add($"<figure class=\"qr\">{QrCode()}<figcaption>{page.Say("扫码打开本公示牌", "Scan to open this board")}</figcaption></figure>")
            .Add("</header>");
    }

    string OtherLanguage()
    {
        var (lang, word) = zh ? (HtmlPage.English, "English") : (HtmlPage.Chinese, "中文");
        return $"<a href=\"{HtmlPage.Text($"{board.Address}&lang={lang}")}\" hreflang=\"{lang}\" lang=\"{lang}\">{word}</a>";
    }

    /// <summary>The drawing, which names itself for readers of the screen.</summary>
    string QrCode() => Encoding.UTF8.GetString(BoardAddress.QrCode(Address, BoardAddress.Svg)).Replace(
        "<svg ", $"<svg role=\"img\" aria-label=\"{HtmlPage.Text(page.Say("二维码：", "QR code: ") + Address)}\" ", StringComparison.Ordinal);

    void Notice()
    {
        if ((zh ? board.NoticeZh ?? board.NoticeEn : board.NoticeEn) is { } notice)
            page.Add($"<p class=\"note\">{HtmlPage.Text(notice)}</p>");
        else if (board.NoticeZh is { } chinese)
            page.Add($"<p class=\"note\">{page.Data(chinese)}</p>");
    }

    string Name(BoardName? name, bool vacant) => vacant ? page.Say("空缺", "vacant") : name is null ? page.Say("在岗", "in post")
        : zh ? HtmlPage.Text(name.Zh) : page.Data(name.En);

    void Heads()
    {
        if (board.Heads is not { } heads)
            return;
        page.Section("heads", page.Say(Labels.Of(PostKind.GridHead).Zh, "Grid heads"), PageText.Table(
            [page.Say("网格", "Grid"), page.Say("责任", "Responsibility"), page.Say("姓名", "Name")],
            heads.Select(head => new[]
            {
                page.Data(head.GridName), HtmlPage.Text(page.Say(Labels.Of(head.Responsibility))), Name(head.Name, head.Vacant),
            })));
    }

    void Roles()
    {
        if (board.Roles is not { } roles)
            return;
        page.Section("roles", page.Say("十大服务员", "The ten service roles"), PageText.Table(
            [page.Say("岗位", "Role"), page.Say("姓名", "Name")],
            roles.Select(role => new[]
            {
                HtmlPage.Text(page.Say(role.NameZh, role.NameEn)),
                role.Holders is [] ? Name(name: null, role.Vacant)
                    : string.Join(page.Say("、", ", "), role.Holders.Select(holder => Name(holder, vacant: false))),
            })));
    }

    void Team()
    {
        if (board.Team is not { } team)
            return;
        var named = team.Workers.Where(worker => worker.Name is not null).Take(MaxWorkers).ToList();
        var content = new StringBuilder($"<p>{page.Say($"网格员 {team.WorkerCount} 人", $"Grid workers: {team.WorkerCount}")}");
        if (named.Count > 0)
        {
            content.Append(page.Say("：", " – ")).AppendJoin(page.Say("、", ", "), named.Select(worker => Name(worker.Name, vacant: false)))
                .Append(More(team.WorkerCount - named.Count));
        }
        content.Append("</p>\n");
        if (team.Groups.Count > 0)
        {
            content.Append("<ul>");
            foreach (var group in team.Groups.Take(MaxGroups))
            {
                var more = string.Join(
                    page.Say("，", ", "), new[] { group.OfficePhone, group.PlaceName }.OfType<string>().Select(page.Data));
                content.Append($"<li>{page.Data(group.Name)} <small>{HtmlPage.Text(page.Say(GroupLabels.Of(group.Kind)))}"
                    + $"{(more.Length > 0 ? " · " + more : "")}</small></li>\n");
            }
            content.Append("</ul>\n").Append(More(team.GroupCount - MaxGroups));
        }
        page.Section("team", page.Say("服务团队", "Team"), content.ToString());
    }

    string More(int count) => count > 0 ? $" <small>{page.Say($"另有 {count} 个", $"and {count} more")}</small>" : "";

    void Office()
    {
        if (board.Office is { } office && (office.Phone ?? office.Address) is not null)
        {
            page.Section("office", page.Say("办公电话和地址", "Office"),
                $"<p><b>{HtmlPage.Text(office.Phone)}</b> {page.Data(office.Address)}</p>\n");
        }
    }

    void Venues()
    {
        if (board.Venues is not { Items.Count: > 0 } venues)
            return;
        var items = venues.Items.Take(MaxVenues).Select(venue => "<li>" + string.Join(" · ", new[]
        {
            venue.Name, venue.Address, venue.OpeningHours, venue.OfficePhone,
        }.OfType<string>().Select(page.Data)) + "</li>\n");
        page.Section("venues", page.Say("活动阵地", "Venues"), $"<ul>{string.Concat(items)}</ul>\n{More(venues.Count - MaxVenues)}");
    }

    void Rate()
    {
        if (board.Rate is not { } rate)
            return;
        var parts = rate.Denominator is { } all ? $" <small>{rate.Numerator} ÷ {all}</small>" : "";
        page.Section("rate", page.Say(new LocalizedText(rate.NameZh, rate.NameEn).Capitalized) + Labels.Of(rate.Period).InBrackets(zh),
            $"<p><span class=\"rate\">{HtmlPage.Text(rate.Display ?? page.Say("暂无", "none yet"))}</span>{parts}</p>\n"
            + $"<p class=\"quiet\">{HtmlPage.Text(page.Say("算法：", "Formula: ") + page.Say(rate.FormulaZh, rate.FormulaEn))}"
            + $" <small>{rate.Measure} v{rate.FormulaVersion}</small></p>\n");
    }

    void Needs()
    {
        if (board.Needs is not { } needs)
            return;
        if (needs.Items is [])
        {
            page.Section("needs", page.Say("待认领需求", "Needs to claim"), $"<p>{page.Say("目前没有。", "None at present.")}</p>\n");
            return;
        }
        page.Section("needs", page.Say("待认领需求", "Needs to claim"), PageText.Table(
            [page.Say(Labels.Of(TicketSource.Need)), page.Say("类型", "Kind"), page.Say("日期", "Days"), page.Say("名额", "Places left")],
            needs.Items.Take(MaxNeeds).Select(need => new[]
            {
                page.Data(need.Title), HtmlPage.Text(page.Say(NeedLabels.Of(need.Kind))), Days(need), $"{need.SlotsLeft}",
            })) + More(needs.Count - MaxNeeds));
    }

    string Days(BoardNeed need) => (need.FromDay, need.ToDay) switch
    {
        (null, null) => page.Say("不限", "any"),
        ({ } from, { } to) when from == to => $"{from:yyyy-MM-dd}",
        var (from, to) => $"{from:yyyy-MM-dd} – {to:yyyy-MM-dd}",
    };

    void Circle()
    {
        if (board.Circle is not { } circle)
            return;
        var content = new StringBuilder();
        foreach (var ring in circle.Rings)
        {
            content.Append($"<h3>{page.Minutes(ring.Minutes)} <small>{ring.Points}</small></h3>\n<ul>");
            foreach (var point in circle.Points.Where(each => each.Ring == ring.Minutes).Take(MaxPointsInRing))
                content.Append(Point(point));
            content.Append("</ul>\n");
        }
        page.Section("circle", page.Say("一刻钟服务圈", "Within a quarter of an hour on foot"),
            content.ToString().Replace("<ul></ul>\n", "", StringComparison.Ordinal)
            + $"<p class=\"quiet\">{HtmlPage.Text(page.Say(circle.Rule.Zh, circle.Rule.En))}</p>\n");
    }

    string Point(CirclePoint point)
    {
        var tags = string.Join(page.Say("、", ", "), point.Tags.Take(3).Select(page.Data));
        var walk = page.Say($"{PageText.Number(point.Minutes)} 分钟", $"{PageText.Number(point.Minutes)} min");
        return $"<li>{page.Data(point.Name)} <small>{(tags.Length > 0 ? tags + " · " : "")}{walk}</small></li>\n";
    }
}
