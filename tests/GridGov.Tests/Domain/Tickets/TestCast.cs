using GridGov.Data;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>The people around a ticket: one in every post of its grids, and some in random posts and places.</summary>
sealed class TestCast
{
    const string Unit = "410103003005006";

    static readonly string[] Places =
        [Unit, "410103003005007", "410103003005", "410103003006", "410103003006001", "410103003", "410103004", "410103", "410104", "4101",
            "4102", "*"];

    /// <summary>Unit grids are the most frequent.</summary>
    static readonly string[] TicketGrids = [Unit, Unit, Unit, Unit[..12], Unit[..9]];

    static readonly string[] Roles = ["urban_management", "community", "safety_fire"];

    static readonly Actor[] Core =
    [
        Person(1, (PostKind.GridWorker, Unit)),
        Person(2, (PostKind.GridHead, Unit)),
        Person(3, (PostKind.GridHead, Unit[..12])),
        Person(4, (PostKind.GridHead, Unit[..9])),
        Person(5, (PostKind.ServiceOfficer, Unit)),
        Person(6, (PostKind.Instructor, Unit[..9])),
        Person(7, (PostKind.DepartmentHandler, "410103")),
        Person(8, (PostKind.Dispatcher, Unit[..9])),
        Person(9, (PostKind.Dispatcher, "410103")),
        Person(10, (PostKind.Inspector, Unit[..9])),
        Person(11, (PostKind.Supervisor, "410103")),
        Person(12, (PostKind.Administrator, "*")),
        Person(13, (PostKind.DepartmentHandler, "410103"), (PostKind.Dispatcher, "4101"), (PostKind.Inspector, "410103")),
        Person(14, (PostKind.GridWorker, "410104001001001")),
    ];

    public TestCast(ref Dice dice)
    {
        Grid = dice.Of(TicketGrids);
        People = [.. Core];
        for (var i = 0; i < 3; i++)
        {
            var posts = new (PostKind, string)[1 + dice.Next(3)];
            for (var j = 0; j < posts.Length; j++)
                posts[j] = (dice.Of(Enum.GetValues<PostKind>()), dice.Of(Places));
            People.Add(Person(100 + i, posts));
        }
    }

    public string Grid { get; }

    public List<Actor> People { get; }

    static Actor Person(long id, params (PostKind Kind, string Grid)[] posts) =>
        new(new Id(id), Id.None, null, $"person {id}", mustChangePassword: false,
            [.. posts.Select(post =>
                new Post(post.Kind, post.Kind is PostKind.ServiceOfficer or PostKind.Instructor ? Roles[id % 3] : null, post.Grid, null,
                    default, null))]);

    /// <summary>A person whom the request of such an action may name, with the post that qualifies them.</summary>
    public (Actor Person, Post Post)? SomeoneFor(TicketAction action, ref Dice dice)
    {
        if (action is not (TicketAction.Verify or TicketAction.Dispatch or TicketAction.Reassign or TicketAction.Split
            or TicketAction.Summon))
            return null;
        var start = dice.Next(People.Count);
        for (var i = 0; i < People.Count; i++)
        {
            var person = People[(start + i) % People.Count];
            foreach (var post in person.Posts)
            {
                var fit = action == TicketAction.Verify ? post.May(Capability.TicketReportBack)
                    : post.Kind is PostKind.ServiceOfficer or PostKind.Instructor or PostKind.DepartmentHandler;
                if (fit && GridCode.Covers(post.Grid, Grid))
                    return (person, post);
            }
        }
        return null;
    }
}
