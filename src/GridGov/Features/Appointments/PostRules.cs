using GridGov.Security;

namespace GridGov.Features.Appointments;

static class PostRules
{
    /// <summary>Whether the caller may name days before today: only as administrator of a grid above the one of the post.</summary>
    public static bool MayBackdate(Actor actor, string grid) =>
        actor.PostsFor(Capability.PersonManage, grid).Any(post => post.Grid != grid);

    public static bool HasRole(PostKind post) => post is PostKind.ServiceOfficer or PostKind.Instructor;

    /// <summary>Tells whether a post is held at a grid level; 0 stands for city, county and the whole deployment.</summary>
    public static bool IsHeldAt(PostKind post, int level) => post switch
    {
        PostKind.GridHead => level is 1 or 2 or 3,
        PostKind.GridWorker or PostKind.ServiceOfficer => level is 3,
        PostKind.Instructor => level is 1 or 2,
        PostKind.DepartmentHandler or PostKind.Dispatcher or PostKind.Inspector or PostKind.Supervisor or PostKind.Administrator =>
            level is 0 or 1,
    };
}
